// What was made of an object, remembered with it for as long as it lives: what a request asks for goes with the request. Pure.
import type { FieldName } from '../contact/fields.ts';

/** Makes a value of an object once. The object must not change. */
export function remember<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { value: V }>();
  return (key) => {
    let found = known.get(key);
    if (!found) {
      found = { value: make(key) };
      known.set(key, found);
    }
    return found.value;
  };
}

/** Makes a value of a field once. */
export function rememberField<V>(make: (field: FieldName) => V): (field: FieldName) => V {
  const known = new Map<FieldName, V>();
  return (field) => {
    const found = known.get(field) ?? make(field);
    known.set(field, found);
    return found;
  };
}
