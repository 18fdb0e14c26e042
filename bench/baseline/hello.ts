// Floor `hello`: returns a constant. What it takes is what the runtime, the socket and the bench's own client take.

export default {
  fetch(): Response {
    return Response.json({ hello: 'world' });
  },
};
