// Read by drizzle-kit alone (`npm run migrations`): writes what changed in schema.ts as SQL into migrations/.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: './src/db/schema.ts',
  out: './migrations',
});
