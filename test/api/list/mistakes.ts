/** What is wrong, the query string, and its faults as parameter, code and suggestion. */
type Case = [what: string, search: string, ...faults: [parameter: string, code: string, suggestion?: string][]];

export const many = (number: number) => Array.from({ length: number }, (_, at) => at + 1);

export const conditions = (number: number) =>
  ['id', 'points', 'address_id', 'relationship_id']
    .flatMap((field) => ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'].map((operator) => `${field}.${operator}=5`))
    .slice(0, number);

const HUGE = '99999999999999999999';

const NAMES: Case[] = [
  ['a misspelt field', 'citty=Oslo', ['citty', 'unknown-parameter', 'city']],
  ['a misspelt field with an operator', 'frist_name.ne=A', ['frist_name.ne', 'unknown-parameter', 'first_name']],
  ['a field with two letters swapped', 'ctiy=Oslo', ['ctiy', 'unknown-parameter', 'city']],
  ['a field in the wrong case', 'City=Oslo', ['City', 'unknown-parameter', 'city']],
  ['a misspelt option', 'limt=5', ['limt', 'unknown-parameter', 'limit']],
  ['an option in the wrong case', 'Limit=5', ['Limit', 'unknown-parameter', 'limit']],
  ['a name like no other', 'xyzzyplugh=1', ['xyzzyplugh', 'unknown-parameter']],
  ['a name of one letter that is in no name', 'x=1', ['x', 'unknown-parameter']],
  ['an empty name', '=1', ['', 'unknown-parameter']],
  ['a name that every object has', 'constructor=1', ['constructor', 'unknown-parameter']],
  ['a name of a prototype', '__proto__.eq=1', ['__proto__.eq', 'unknown-parameter']],
  ['an option with an operator', 'limit.gte=5', ['limit.gte', 'unknown-parameter']],
  ['a misspelt operator', 'city.startwith=O', ['city.startwith', 'unknown-operator', 'startswith']],
  ['an operator in the wrong case', 'city.EQ=O', ['city.EQ', 'unknown-operator', 'eq']],
  ['an operator that there is not', 'city.matches=O', ['city.matches', 'unknown-operator']],
  ['an empty operator', 'city.=O', ['city.', 'unknown-operator']],
  ['two operators', 'city.eq.eq=O', ['city.eq.eq', 'unknown-operator']],
  ['contains on a number', 'points.contains=1', ['points.contains', 'unknown-operator']],
  ['startswith on a date', 'birthday.startswith=2025', ['birthday.startswith', 'unknown-operator']],
  ['startswith on a datetime', 'created.startswith=2025', ['created.startswith', 'unknown-operator']],
  ['an order on an enum', 'gender.gt=female', ['gender.gt', 'unknown-operator']],
  ['a range on an enum', 'gender.between=a,b', ['gender.between', 'unknown-operator']],
  ['null on a field that always has a value', 'points.null=true', ['points.null', 'unknown-operator']],
  ['null on a text that always has a value', 'first_name.null=false', ['first_name.null', 'unknown-operator']],
];

const VALUES: Case[] = [
  ['a word for a number', 'points=abc', ['points', 'bad-type']],
  ['a fraction for a number', 'points.gte=1.5', ['points.gte', 'bad-type']],
  ['an exponent for a number', 'points=1e3', ['points', 'bad-type']],
  ['a hexadecimal number', 'points=0x10', ['points', 'bad-type']],
  ['a number with a space', 'points=+5', ['points', 'bad-type']],
  ['a number in other digits', 'points=%D9%A5', ['points', 'bad-type']],
  ['a number that no double holds', `points.lt=${HUGE}`, ['points.lt', 'out-of-range']],
  ['a number just past the safe ones', 'id=9007199254740992', ['id', 'out-of-range']],
  ['a number just below the safe ones', 'id=-9007199254740992', ['id', 'out-of-range']],
  ['a day that there is not', 'birthday=2025-02-29', ['birthday', 'bad-type']],
  ['a date without zeros', 'birthday=2025-1-1', ['birthday', 'bad-type']],
  ['a date of another country', 'birthday=31.01.2025', ['birthday', 'bad-type']],
  ['a datetime for a date', 'birthday=2025-01-31T00:00:00Z', ['birthday', 'bad-type']],
  ['a datetime without a zone', 'created=2025-01-31T08:30:00', ['created', 'bad-type']],
  ['a datetime in another zone', 'created=2025-01-31T08:30:00%2B02:00', ['created', 'bad-type']],
  ['a datetime with a fraction', 'created=2025-01-31T08:30:00.5Z', ['created', 'bad-type']],
  ['a datetime without seconds', 'created=2025-01-31T08:30Z', ['created', 'bad-type']],
  ['an hour that there is not', 'created=2025-01-31T24:00:00Z', ['created', 'bad-type']],
  ['a datetime on a day that there is not', 'created=2025-02-30T08:30:00Z', ['created', 'bad-type']],
  ['a word for a datetime', 'last_activity.gte=yesterday', ['last_activity.gte', 'bad-type']],
  ['a misspelt enum value', 'gender=femal', ['gender', 'unknown-value', 'female']],
  ['another enum value', 'gender.in=female,zzzz', ['gender.in', 'unknown-value']],
  ['a text of marks alone', 'first_name=%CC%81', ['first_name', 'empty-value']],
  ['null that is neither true nor false', 'birthday.null=yes', ['birthday.null', 'bad-type']],
  ['null in capitals', 'birthday.null=TRUE', ['birthday.null', 'bad-type']],
  ['one bound', 'points.between=1', ['points.between', 'bad-type']],
  ['three bounds', 'points.between=1,2,3', ['points.between', 'bad-type']],
  ['a bound of another type', 'points.between=1,x', ['points.between', 'bad-type']],
  ['a missing bound', 'points.between=1,', ['points.between', 'empty-value']],
  ['a lower number above the upper one', 'points.between=9,1', ['points.between', 'out-of-range']],
  ['a lower text above the upper one', 'city.between=Z,a', ['city.between', 'out-of-range']],
  ['a lower date above the upper one', 'birthday.between=2025-02-01,2025-01-31', ['birthday.between', 'out-of-range']],
  ['a lower day above the upper one', 'created.between=2025-02-01,2025-01-31', ['created.between', 'out-of-range']],
  [
    'a lower second above the end of a day',
    'created.between=2025-02-01T00:00:00Z,2025-01-31',
    ['created.between', 'out-of-range'],
  ],
  ['an empty member', 'city.in=Oslo,,Bergen', ['city.in', 'empty-value']],
  ['an empty last member', 'city.nin=Oslo,', ['city.nin', 'empty-value']],
  ['a member of another type', 'points.in=1,two', ['points.in', 'bad-type']],
  ['more values than can be listed', `id.in=${many(51)}`, ['id.in', 'too-many']],
  ['more values than can be excluded', `id.nin=[${many(51)}]`, ['id.nin', 'too-many']],
  ['a list cut off', 'city.in=["Oslo"', ['city.in', 'bad-type']],
  ['a list with no value in it', 'city.in=[null]', ['city.in', 'bad-type']],
  ['a list with a truth in it', 'city.in=[true]', ['city.in', 'bad-type']],
  ['a list in a list', 'city.in=[["Oslo"]]', ['city.in', 'bad-type']],
  ['a list with an object in it', 'city.in=[{"a":1}]', ['city.in', 'bad-type']],
  ['a list of nothing', 'city.in=[]', ['city.in', 'empty-value']],
  ['a list of an empty text', 'city.nin=[""]', ['city.nin', 'empty-value']],
  ['a fraction in a list', 'points.in=[1.5]', ['points.in', 'bad-type']],
  ['a null character in a list', 'city.in=["a%5Cu0000"]', ['city.in', 'bad-character']],
  ['half a character in a list', 'city.in=["%5Cud800"]', ['city.in', 'bad-character']],
];

const OPERATORS = ['eq', 'ne', 'in', 'nin', 'lt', 'lte', 'gt', 'gte', 'between', 'startswith', 'contains', 'null'];

const EMPTY: Case[] = [
  ...OPERATORS.map(
    (operator): Case => [
      `an empty value of ${operator}`,
      `phone_number.${operator}=`,
      [`phone_number.${operator}`, 'empty-value'],
    ],
  ),
  ...['sort', 'limit', 'cursor', 'seek', 'fields', 'count', 'explain', 'format'].map(
    (option): Case => [`an empty ${option}`, `${option}=`, [option, 'empty-value']],
  ),
  ['a field with no equals sign', 'city', ['city', 'empty-value']],
];

const OPTIONS: Case[] = [
  ['a limit of zero', 'limit=0', ['limit', 'out-of-range']],
  ['a negative limit', 'limit=-1', ['limit', 'out-of-range']],
  ['a limit above the highest', 'limit=201', ['limit', 'out-of-range']],
  ['an enormous limit', `limit=${HUGE}`, ['limit', 'out-of-range']],
  ['a word for a limit', 'limit=abc', ['limit', 'bad-type']],
  ['a fraction for a limit', 'limit=1.5', ['limit', 'bad-type']],
  ['an exponent for a limit', 'limit=1e1', ['limit', 'bad-type']],
  ['an unknown sort field', 'sort=citty', ['sort', 'unknown-field', 'city']],
  ['a sort by an option', 'sort=limit', ['sort', 'unknown-field']],
  ['two signs', 'sort=--points', ['sort', 'unknown-field', 'points']],
  ['a sign alone', 'sort=-', ['sort', 'empty-value']],
  ['an empty sort field', 'sort=points,', ['sort', 'empty-value']],
  ['a repeated sort field', 'sort=points,-points', ['sort', 'repeated-value']],
  ['four sort fields', 'sort=points,city,country,created', ['sort', 'too-many']],
  [
    'two unknown sort fields',
    'sort=citty,-point',
    ['sort', 'unknown-field', 'city'],
    ['sort', 'unknown-field', 'points'],
  ],
  ['an unknown field to return', 'fields=id,frist_name', ['fields', 'unknown-field', 'first_name']],
  [
    'two unknown fields to return',
    'fields=citty,frist_name',
    ['fields', 'unknown-field', 'city'],
    ['fields', 'unknown-field', 'first_name'],
  ],
  ['a repeated field to return', 'fields=city,city', ['fields', 'repeated-value']],
  ['an empty field to return', 'fields=city,,points', ['fields', 'empty-value']],
  ['every field as a star', 'fields=*', ['fields', 'unknown-field']],
  ['a facet of a field that has none', 'facet=street', ['facet', 'unknown-value']],
  ['an unknown way to count', 'count=exat', ['count', 'unknown-value', 'exact']],
  ['a number for a truth', 'explain=1', ['explain', 'unknown-value']],
  ['an unknown format', 'format=xml', ['format', 'unknown-value']],
  ['a start that is no value of the default sort', 'seek=M', ['seek', 'bad-type']],
  ['a start that is no value of the sort', 'sort=-created&seek=M', ['seek', 'bad-type']],
  ['a start that the enum does not have', 'sort=gender&seek=mal', ['seek', 'unknown-value', 'male']],
  ['a cursor and a start', 'sort=city&cursor=last&seek=M', ['seek', 'conflicting-parameters']],
  ['a start where the best matches come first', 'q=anna&seek=7', ['seek', 'conflicting-parameters']],
  ['a search for nothing', 'q=', ['q', 'empty-value']],
  ['a search for spaces', 'q=++', ['q', 'empty-value']],
  ['a search of one character', 'q=a', ['q', 'out-of-range']],
  ['a search of one emoji', 'q=%F0%9F%98%80', ['q', 'out-of-range']],
  ['a search that is too long', `q=${'a'.repeat(101)}`, ['q', 'out-of-range']],
  ['a search without a word', 'q=%22*%22+--', ['q', 'empty-value']],
  ['a search for too many words', 'q=a+b+c+d+e+f+g+h+i+j+k', ['q', 'too-many']],
  ['a null character in a search', 'q=an%00na', ['q', 'bad-character']],
  ['two searches', 'q=anna&q=ben', ['q', 'repeated-parameter']],
  ['highlights of no search', 'highlight=true', ['highlight', 'conflicting-parameters']],
  ['a number for highlights', 'q=anna&highlight=1', ['highlight', 'unknown-value']],
  ['a repeated option', 'limit=5&limit=6', ['limit', 'repeated-parameter']],
  ['a repeated option of the same value', 'sort=id&sort=id', ['sort', 'repeated-parameter']],
  ['a repeated condition', 'city=A&city=B', ['city', 'repeated-parameter']],
  ['a repeated condition, spelt out', 'city=A&city.eq=B', ['city.eq', 'repeated-parameter']],
  ['a repeated condition, in other characters', 'city.ne=A&%63ity.n%65=B', ['city.ne', 'repeated-parameter']],
  ['more conditions than are taken', conditions(21).join('&'), [conditions(21)[20]!.split('=')[0]!, 'too-many']],
];

const ONLY_JSON: Case[] = [
  ['facets in CSV', 'format=csv&facet=city', ['facet', 'conflicting-parameters']],
  ['an exact count in NDJSON', 'format=ndjson&count=exact', ['count', 'conflicting-parameters']],
];

const CHARACTERS: Case[] = [
  ['a lone percent sign', 'city=100%', ['city', 'bad-encoding']],
  ['percent signs before no digits', 'city=%zz', ['city', 'bad-encoding']],
  ['bytes that are no UTF-8', 'city=%FF', ['city', 'bad-encoding']],
  ['a character cut in half', 'city=%C3', ['city', 'bad-encoding']],
  ['an overlong character', 'city=%C0%AF', ['city', 'bad-encoding']],
  ['an encoded surrogate', 'city=%ED%A0%80', ['city', 'bad-encoding']],
  ['a name that is no UTF-8', '%FF=1', ['%FF', 'bad-encoding']],
  ['a null character in a value', 'city=a%00b', ['city', 'bad-character']],
  ['a null character in a name', 'ci%00ty=a', ['ci\0ty', 'bad-character']],
  ['a null character in a cursor', 'cursor=a%00', ['cursor', 'bad-character']],
];

export const MISTAKES = [...NAMES, ...VALUES, ...EMPTY, ...OPTIONS, ...ONLY_JSON, ...CHARACTERS];
