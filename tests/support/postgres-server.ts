/** Names the test run's server to the processes that run test files. */
export const SERVER_VARIABLE = 'RESIDUAL_TEST_POSTGRES';
/** A migrated, empty database that the others are copied from. */
export const TEMPLATE = 'residual_template';
