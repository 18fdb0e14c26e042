// The countries of the customer base: what share of the addresses each has, and where its words come from. The words
// are the library's; but it does not know how large a city is, and has no Oslo or Roma, so the largest are named here.

/** One country. `locale` is a locale of @faker-js/faker; `share` is a weight, not a percentage. */
export type Country = {
  code: string;
  share: number;
  locale: LocaleName;
  calling: string;
  /** The largest cities, in order; all others of the library follow with a falling share. */
  largest: string[];
  /** The library has name parts instead of cities, so its other cities are put together from those. */
  composed?: true;
  /** The highest usual house number, where it is not HOUSES. */
  houses?: number;
};

type LocaleName = keyof typeof import('@faker-js/faker').allFakers;

/** The highest usual house number. */
export const HOUSES = 140;

export const countries: Country[] = [
  { code: 'DE', share: 23, locale: 'de', calling: '+49', largest: ['Berlin', 'Hamburg', 'München', 'Köln'] },
  { code: 'FR', share: 12, locale: 'fr', calling: '+33', largest: ['Paris', 'Marseille', 'Lyon', 'Toulouse'] },
  { code: 'US', share: 11, locale: 'en', calling: '+1', largest: ['New York', 'Los Angeles', 'Chicago'], houses: 9800 },
  { code: 'IT', share: 8, locale: 'it', calling: '+39', largest: ['Roma', 'Milano', 'Napoli', 'Torino'] },
  { code: 'ES', share: 7, locale: 'es', calling: '+34', largest: ['Madrid', 'Barcelona', 'Valencia', 'Sevilla'] },
  { code: 'PL', share: 6, locale: 'pl', calling: '+48', largest: ['Warszawa', 'Kraków', 'Łódź', 'Wrocław'] },
  {
    code: 'GB',
    share: 6,
    locale: 'en_GB',
    calling: '+44',
    largest: ['London', 'Birmingham', 'Manchester', 'Glasgow'],
    composed: true,
  },
  {
    code: 'NO',
    share: 4,
    locale: 'nb_NO',
    calling: '+47',
    largest: ['Oslo', 'Bergen', 'Trondheim', 'Stavanger'],
    composed: true,
  },
  {
    code: 'NL',
    share: 3,
    locale: 'nl',
    calling: '+31',
    largest: ['Amsterdam', 'Rotterdam', "'s-Gravenhage", 'Utrecht'],
    composed: true,
  },
  {
    code: 'SE',
    share: 3,
    locale: 'sv',
    calling: '+46',
    largest: ['Stockholm', 'Göteborg', 'Malmö', 'Uppsala'],
    composed: true,
  },
  { code: 'AT', share: 3, locale: 'de_AT', calling: '+43', largest: ['Wien', 'Graz', 'Linz', 'Salzburg'] },
  { code: 'CH', share: 3, locale: 'de_CH', calling: '+41', largest: ['Zürich', 'Genf', 'Basel', 'Bern'] },
  { code: 'DK', share: 2.5, locale: 'da', calling: '+45', largest: ['København', 'Aarhus', 'Odense', 'Aalborg'] },
  { code: 'FI', share: 1.5, locale: 'fi', calling: '+358', largest: ['Helsinki', 'Espoo', 'Tampere'] },
  { code: 'PT', share: 1.5, locale: 'pt_PT', calling: '+351', largest: ['Lisbon', 'Porto', 'Braga'] },
  { code: 'TR', share: 1.5, locale: 'tr', calling: '+90', largest: ['İstanbul', 'Ankara', 'İzmir', 'Bursa'] },
  {
    code: 'JP',
    share: 1.5,
    locale: 'ja',
    calling: '+81',
    largest: ['横浜市', '大阪市', '名古屋市', '札幌市'],
    composed: true,
  },
  { code: 'CN', share: 1.5, locale: 'zh_CN', calling: '+86', largest: ['上海', '北京', '广州', '深圳'] },
  {
    code: 'KR',
    share: 1,
    locale: 'ko',
    calling: '+82',
    largest: ['수원시', '창원시', '용인시', '성남시'],
    composed: true,
  },
  {
    code: 'TW',
    share: 0.8,
    locale: 'zh_TW',
    calling: '+886',
    largest: ['新北市', '臺中市', '高雄市', '臺北市'],
    composed: true,
  },
];
