// Which codes are countries of ISO 3166-1 alpha-2: the regions that Unicode knows by two letters, less those that are none. Pure.

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Codes that are known as regions, but are reserved, withdrawn or for private use, and no country of ISO 3166-1. */
const NO_COUNTRY =
  /^(A[CN]|BU|C[PQST]|D[DGY]|E[AUZ]|F[QX]|HV|I[C]|JT|MI|N[HQT]|P[CUZ]|QO|R[HN]|SU|T[AP]|U[KN]|V[D]|W[K]|X[ABK]|Y[DU]|Z[RZ])$/;
/** Whether the code, in capitals, is that of a country. */
export const isCountry = (code: string) =>
  /^[A-Z]{2}$/.test(code) && !NO_COUNTRY.test(code) && regions.of(code) !== undefined;
