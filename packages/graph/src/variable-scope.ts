// Variables found again by their names: variable scopes, `getVariable`, and sharing.
import { GRAPH_KEYS } from './collections.ts';
import { convertToTensor, type TensorLike } from './convert.ts';
import { within, type Entered } from './entered.ts';
import { GraphTypeError, ValueError } from './errors.ts';
import type { Graph, Tensor } from './graph.ts';
import type { DType, Shape } from './graphdef.ts';
import { defaultInitializer, type Initializer } from './initializers.ts';
import { formatShape, isCompatible, isFullyDefined } from './shapes.ts';
import { toShape, type ShapeLike } from './tensor-shape.ts';
import { Variable } from './variable.ts';

/** Reuses what is there and makes what is not. */
export const AUTO_REUSE = 'AUTO_REUSE';
export type Reuse = boolean | typeof AUTO_REUSE | null;

/** From a variable's value to a loss; null adds none. */
export type Regularizer = (variable: Variable) => Tensor | null;

export interface ScopeOptions {
  readonly reuse?: Reuse;
  readonly initializer?: Initializer | null;
  readonly regularizer?: Regularizer | null;
  readonly dtype?: DType;
}

interface OpenOptions extends ScopeOptions {
  readonly defaultName?: string | null;
}

export interface GetVariableOptions {
  readonly shape?: ShapeLike;
  readonly dtype?: DType;
  /** A function of `initializers.ts`, or the value itself. */
  readonly initializer?: Initializer | TensorLike | null;
  readonly regularizer?: Regularizer | null;
  readonly trainable?: boolean;
  readonly collections?: readonly string[];
  readonly validateShape?: boolean;
}

interface ScopeParts extends Required<ScopeOptions> {
  readonly name: string;
  readonly nameScope: string;
}

export class VariableScope {
  /** Prefix of the names of its variables; '' at the root. */
  readonly name: string;
  /** The name scope in which it was first opened, with its final '/'. */
  readonly originalNameScope: string;
  readonly initializer: Initializer | null;
  readonly regularizer: Regularizer | null;
  readonly dtype: DType;
  #reuse: Reuse;

  constructor(parts: ScopeParts) {
    this.name = parts.name;
    this.originalNameScope = parts.nameScope;
    this.initializer = parts.initializer;
    this.regularizer = parts.regularizer;
    this.dtype = parts.dtype;
    this.#reuse = parts.reuse;
  }

  get reuse(): Reuse {
    return this.#reuse;
  }

  /** From now on `getVariable` here finds variables instead of making them. */
  reuseVariables(): void {
    this.#reuse = true;
  }
}

const ROOT: ScopeParts = {
  name: '',
  nameScope: '',
  reuse: false,
  initializer: null,
  regularizer: null,
  dtype: 'float32',
};

/** The variables of one graph by name, and the scope that programs are in. */
export class VariableStore {
  readonly #graph: Graph;
  readonly #variables = new Map<string, Variable>();
  /** How often a scope was opened, for names of its own. */
  #opened = new Map<string, number>();
  #scope = new VariableScope(ROOT);

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  get scope(): VariableScope {
    return this.#scope;
  }

  /**
   * Runs `body` in the variable scope of that name, or of null in one called after `defaultName` that nobody else
   * has; both open a name scope too.
   * @throws ValueError or GraphTypeError
   */
  within<T>(
    nameOrScope: string | VariableScope | null,
    options: OpenOptions,
    body: (scope: VariableScope) => T,
  ): T {
    return within(this.enter(nameOrScope, options), body);
  }

  /** The same until it is left. */
  enter(
    nameOrScope: string | VariableScope | null,
    { defaultName = null, ...options }: OpenOptions,
  ): Entered<VariableScope> {
    const { reuse = null } = options;
    if (reuse !== null && typeof reuse !== 'boolean' && reuse !== AUTO_REUSE)
      throw new ValueError('The reuse parameter must be True or False or None.');
    if (nameOrScope === null) {
      if (defaultName === null)
        throw new GraphTypeError('If default_name is None then name_or_scope is required');
      if (reuse) throw new ValueError('reuse=True cannot be used without a name_or_scope');
      const outer = this.#graph.enterNameScope(defaultName);
      return this.#enter(this.#uniqueScope(defaultName), options, outer);
    }
    if (typeof nameOrScope !== 'string' && !(nameOrScope instanceof VariableScope))
      throw new GraphTypeError('VariableScope: name_or_scope must be a string or VariableScope.');
    const fullName = typeof nameOrScope === 'string' ? nameOrScope : nameOrScope.name;
    const last = fullName.slice(fullName.lastIndexOf('/') + 1);
    const nameScope = typeof nameOrScope === 'string' ? nameOrScope : last;
    if (nameScope === '') return this.#enter(nameOrScope, options, { scope: '', leave: () => undefined });
    return this.#enter(nameOrScope, options, this.#graph.enterNameScope(nameScope));
  }

  #enter(
    nameOrScope: string | VariableScope,
    options: ScopeOptions,
    nameScope: Entered<string>,
  ): Entered<VariableScope> {
    const outer = this.#scope;
    const prolongs = typeof nameOrScope === 'string';
    const parent = prolongs ? outer : nameOrScope;
    const name = prolongs && outer.name !== '' ? `${outer.name}/${nameOrScope}` : scopeName(nameOrScope);
    this.#opened.set(name, (this.#opened.get(name) ?? 0) + 1);
    const counts = new Map(this.#opened);
    this.#scope = new VariableScope({
      name,
      nameScope: prolongs ? nameScope.scope : nameOrScope.originalNameScope,
      // Sharing is inherited.
      reuse: options.reuse || parent.reuse,
      initializer: options.initializer ?? parent.initializer,
      regularizer: options.regularizer ?? parent.regularizer,
      dtype: options.dtype ?? parent.dtype,
    });
    const leave = (): void => {
      for (const opened of this.#opened.keys())
        if (opened.startsWith(`${name}/`)) this.#opened.set(opened, 0);
      if (!prolongs) this.#opened = counts;
      this.#scope = outer;
      nameScope.leave();
    };
    return { scope: this.#scope, leave };
  }

  #uniqueScope(base: string): string {
    const prefix = this.#scope.name === '' ? '' : `${this.#scope.name}/`;
    const taken = (name: string): boolean => (this.#opened.get(prefix + name) ?? 0) > 0;
    let name = base;
    for (let i = 1; taken(name); i++) name = `${base}_${i}`;
    return name;
  }

  /**
   * The variable of that name in the current scope: made, or found when the scope shares.
   * @throws ValueError when it may not be made, is not there, or is there in another form
   */
  getVariable(name: string, options: GetVariableOptions = {}): Variable {
    const scope = this.#scope;
    const fullName = scope.name === '' ? name : `${scope.name}/${name}`;
    // Names depend on the variable scope only.
    return this.#graph.nameScope(null, () => {
      const { initializer } = options;
      if (options.dtype !== undefined && isValue(initializer)) {
        const { dtype } = convertToTensor(this.#graph, initializer);
        if (dtype !== options.dtype)
          throw new ValueError(
            `Initializer type '<dtype: '${dtype}'>' and explicit dtype '<dtype: '${options.dtype}'>' don't match.`,
          );
      }
      return this.#findOrMake(fullName, {
        ...options,
        initializer: initializer ?? scope.initializer,
        regularizer: options.regularizer ?? scope.regularizer,
        dtype: options.dtype ?? scope.dtype,
      });
    });
  }

  #findOrMake(name: string, options: GetVariableOptions & { readonly dtype: DType }): Variable {
    const { reuse } = this.#scope;
    const { initializer, dtype } = options;
    const shape = toShape(options.shape ?? null);
    if (isValue(initializer) && shape !== null)
      throw new ValueError('If initializer is a constant, do not specify shape.');
    const found = this.#variables.get(name);
    if (found !== undefined) {
      if (!reuse) throw alreadyExists(name, found);
      requireForm(name, found, shape, dtype);
      return found;
    }
    if (reuse === true)
      throw new ValueError(
        `Variable ${name} does not exist, or was not created with tf.get_variable(). ` +
          'Did you mean to set reuse=tf.AUTO_REUSE in VarScope?',
      );
    return this.#make(name, shape, options);
  }

  #make(name: string, shape: Shape, options: GetVariableOptions & { readonly dtype: DType }): Variable {
    const { initializer, dtype, trainable, collections, validateShape, regularizer } = options;
    const settings = { name, trainable, collections, validateShape };
    let variable: Variable;
    if (isValue(initializer)) variable = new Variable(this.#graph, initializer, settings);
    else {
      if (!isFullyDefined(shape))
        throw new ValueError(
          `Shape of a new variable (${name}) must be fully defined, but instead was ${formatShape(shape)}.`,
        );
      const make = initializer ?? defaultInitializer(name, dtype);
      const graph = this.#graph;
      variable = new Variable(graph, () => make({ graph, shape, dtype }), { ...settings, dtype });
    }
    this.#variables.set(name, variable);
    if (regularizer) this.#regularize(variable, regularizer);
    return variable;
  }

  #regularize(variable: Variable, regularizer: Regularizer): void {
    const loss = this.#graph.colocateWith(variable.op, () =>
      this.#graph.nameScope(`${variable.op.name}/Regularizer/`, () => regularizer(variable)),
    );
    if (loss !== null) this.#graph.addToCollection(GRAPH_KEYS.REGULARIZATION_LOSSES, loss);
  }
}

const scopeName = (nameOrScope: string | VariableScope): string =>
  typeof nameOrScope === 'string' ? nameOrScope : nameOrScope.name;

const isValue = (initializer: Initializer | TensorLike | null | undefined): initializer is TensorLike =>
  initializer !== null && initializer !== undefined && typeof initializer !== 'function';

function alreadyExists(name: string, { op }: Variable): ValueError {
  const { site } = op;
  const place = site === undefined ? '' : `  File "${site.file}", line ${site.line}\n`;
  return new ValueError(
    `Variable ${name} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in ` +
      `VarScope? Originally defined at:\n\n${place}`,
    { name: op.name, site },
  );
}

function requireForm(name: string, found: Variable, shape: Shape, dtype: DType): void {
  const sharing = `Trying to share variable ${name}, but specified`;
  if (!isCompatible(shape, found.variable.staticShape))
    throw new ValueError(
      `${sharing} shape ${formatShape(shape)} and found shape ${formatShape(found.variable.staticShape)}.`,
    );
  if (dtype !== found.dtype)
    throw new ValueError(`${sharing} dtype ${dtype} and found dtype ${found.dtype}_ref.`);
}

/** Each graph's own. */
const stores = new WeakMap<Graph, VariableStore>();

export function variableStore(graph: Graph): VariableStore {
  let store = stores.get(graph);
  if (store === undefined) stores.set(graph, (store = new VariableStore(graph)));
  return store;
}
