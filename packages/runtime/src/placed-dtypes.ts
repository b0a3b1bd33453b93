import { typeAttr, type Attr, type DType } from '@residual/graph';

/** Attributes that say of which dtype an op's values are; others name the dtype of indices. */
const VALUE_TYPES = ['T', 'dtype', 'SrcT', 'DstT'];

/** The dtypes that a device must have to run an op of these attributes. */
export const dtypesOf = (attrs: Readonly<Record<string, Attr>>): readonly DType[] =>
  VALUE_TYPES.flatMap((name) => (name in attrs ? [typeAttr(attrs, name)] : []));
