// The value of a filter, asked for as its type and comparison want: numbers, days with presets, choices, countries by name.
import type { FieldInfo } from '../../model/answer.ts';
import { toLabel } from '../../model/columns.ts';
import { fromList, toList } from '../../model/condition.ts';
import { COUNTRIES } from '../../model/countries.ts';
import { toPresets } from '../../model/preset.ts';
import { toCountry, toShown } from '../../model/shown.ts';

interface ValueProps {
  info: FieldInfo;
  operator: string;
  value: string;
  onChange: (value: string) => void;
  /** A preset brings its comparison. */
  onRange: (operator: string, value: string) => void;
}

export function ValueInput(props: ValueProps) {
  const { info, operator, value, onChange } = props;
  if (operator === 'null')
    return (
      <select
        aria-label="Value"
        data-part="value"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="true">no value</option>
        <option value="false">a value</option>
      </select>
    );
  const isMany = operator === 'in' || operator === 'nin';
  if (info.values) return <Choices {...props} values={info.values} isMany={isMany} />;
  if (info.name === 'country' && ['eq', 'ne', 'in', 'nin'].includes(operator))
    return <Countries {...props} isMany={isMany} />;
  if (operator === 'between') return <Range {...props} />;
  const type = isMany ? 'text' : toInputType(info);
  return (
    <>
      <input
        type={type}
        aria-label="Value"
        data-part="value"
        value={value}
        placeholder={isMany ? 'Values, separated by commas' : `${toLabel(info.name)} …`}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {isTime(info) && <Presets {...props} />}
    </>
  );
}

/** Preact types an input by its kind, and these take the same: one kind stands for all. */
export function toInputType({ type }: FieldInfo): 'text' {
  const kinds = { integer: 'number', date: 'date', datetime: 'date', text: 'text', enum: 'text' };
  return kinds[type] as 'text';
}

function isTime({ type }: FieldInfo): boolean {
  return type === 'date' || type === 'datetime';
}

function Range({ info, value, onChange, onRange, operator }: ValueProps) {
  const [lo = '', hi = ''] = value.split(',');
  const type = toInputType(info);
  return (
    <>
      <input
        type={type}
        aria-label="From"
        data-part="value"
        value={lo}
        onInput={(event) => onChange(`${event.currentTarget.value},${hi}`)}
      />
      <span>and</span>
      <input
        type={type}
        aria-label="To"
        value={hi}
        onInput={(event) => onChange(`${lo},${event.currentTarget.value}`)}
      />
      {isTime(info) && <Presets info={info} operator={operator} value={value} onChange={onChange} onRange={onRange} />}
    </>
  );
}

function Presets({ onRange }: ValueProps) {
  return (
    <span class="presets">
      {toPresets(new Date().toISOString().slice(0, 10)).map(({ label, operator, value }) => (
        <button key={label} type="button" onClick={() => onRange(operator, value)}>
          {label}
        </button>
      ))}
    </span>
  );
}

function Choices({
  value,
  values,
  isMany,
  onChange,
  info,
}: ValueProps & { values: readonly string[]; isMany: boolean }) {
  const chosen = isMany ? toList(value) : [value];
  const toggle = (choice: string, isOn: boolean) =>
    onChange(isMany ? fromList(values.filter((one) => (one === choice ? isOn : chosen.includes(one)))) : choice);
  return (
    <fieldset class="choices">
      <legend class="unseen">Value</legend>
      {values.map((choice, at) => (
        <label key={choice}>
          <input
            type={isMany ? 'checkbox' : 'radio'}
            name="choice"
            data-part={at === 0 ? 'value' : undefined}
            checked={chosen.includes(choice)}
            onChange={(event) => toggle(choice, event.currentTarget.checked)}
          />
          {toShown(info.name, choice, info.type)}
        </label>
      ))}
    </fieldset>
  );
}

function Countries({ value, isMany, onChange }: ValueProps & { isMany: boolean }) {
  const chosen = toList(value.toUpperCase());
  const named = COUNTRIES.map((code) => ({ code, name: toCountry(code) })).sort((a, b) => a.name.localeCompare(b.name));
  return (
    <select
      aria-label="Value"
      data-part="value"
      multiple={isMany}
      size={isMany ? 6 : 1}
      value={isMany ? undefined : chosen[0]}
      onChange={({ currentTarget }) =>
        onChange(
          isMany
            ? Array.from(currentTarget.selectedOptions as Iterable<{ value: string }>, (one) => one.value).join()
            : currentTarget.value,
        )
      }
    >
      {!isMany && <option value="">Choose a country</option>}
      {named.map(({ code, name }) => (
        <option key={code} value={code} selected={chosen.includes(code)}>
          {name}
        </option>
      ))}
    </select>
  );
}
