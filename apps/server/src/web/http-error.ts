// A request that cannot be answered as asked. What one may not see is 404, so that nobody learns what exists.
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
  }
}

export const notFound = (): HttpError =>
  new HttpError(404, 'There is no such page, or it is not yours to see.');
