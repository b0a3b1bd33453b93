// First values of what optimizers remember.
import type { InitialValue, Variable } from '../variable.ts';
import { constantInitializer, onesInitializer, zerosInitializer, type Initializer } from '../initializers.ts';
import { ValueError } from '../errors.ts';
import { isFullyDefined } from '../shapes.ts';

/** @throws ValueError if the variable's shape is not known */
const ofShapeOf =
  (initializer: Initializer) =>
  (variable: Variable): InitialValue => {
    const { graph, dtype, variable: tensor } = variable;
    const shape = tensor.staticShape;
    if (!isFullyDefined(shape))
      throw new ValueError(`the optimizer needs to know the shape of ${variable.toString()}`);
    return () => initializer({ graph, shape, dtype });
  };

export const zerosLikeVariable = ofShapeOf(zerosInitializer());
export const onesLikeVariable = ofShapeOf(onesInitializer());
export const filledLikeVariable = (variable: Variable, value: number): InitialValue =>
  ofShapeOf(constantInitializer(value))(variable);
