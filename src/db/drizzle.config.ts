// Read by drizzle-kit alone (`npm run migrations`): writes what changed in schema.ts and records.ts as SQL into migrations/.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/db/schema.ts', './src/db/records.ts'],
  out: './migrations',
});
