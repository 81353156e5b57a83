/** As much of the package's types as the script engine needs; it has none of its own. */
declare module 'js-interpreter' {
  export default class Interpreter {
    constructor(code: string, init?: (interpreter: Interpreter, globals: object) => void);
    /** True while a command is waited for. */
    readonly paused_: boolean;
    readonly value: unknown;
    /** Who matches regular expressions: 1 this thread, 2 another. */
    REGEXP_MODE: number;
    /** Makes one step; false at the end. */
    step(): boolean;
    getProperty(object: object, name: string): object;
    setProperty(object: object, name: string, value: unknown): void;
    nativeToPseudo(value: unknown): unknown;
    pseudoToNative(value: unknown): unknown;
    createNativeFunction(native: (...args: never[]) => unknown): unknown;
    createAsyncFunction(native: (...args: never[]) => void): unknown;
  }
}
