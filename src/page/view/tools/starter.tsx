// The filters most often wanted, as a form for browsers without a script; with one, chips and their editor do more.
import { toLabel } from '../../model/columns.ts';
import { toParameters } from '../../model/query.ts';
import type { App } from '../app.ts';
import { Scriptless } from '../scriptless.tsx';

const OFFERED = ['first_name.startswith', 'last_name.startswith', 'city', 'country', 'points.gte', 'created.gte'];
const SAID: Record<string, string> = { startswith: ' begins with', gte: ', at least' };

export function Starter({ app }: { app: App }) {
  const parameters = toParameters(app.place.value.search);
  const kept = parameters.filter(([name]) => !['cursor', 'seek', ...OFFERED].includes(name));
  return (
    <Scriptless>
      <form class="starter" action="/" method="get">
        {kept.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {OFFERED.map((name) => {
          const [field = '', operator = ''] = name.split('.');
          return (
            <label key={name}>
              {toLabel(field)}
              {SAID[operator]}
              <input name={name} value={parameters.find(([other]) => other === name)?.[1] ?? ''} />
            </label>
          );
        })}
        <button type="submit">Filter</button>
      </form>
    </Scriptless>
  );
}
