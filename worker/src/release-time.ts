// When an evaluation that is ready may leave the worker. A student's graph can be made to take longer the more some
// number of the hidden rows is, and whoever pushed sees how long the answer takes. Answers therefore leave at few
// moments, each √2 times as late as the one before (mitigation by geometric quanta: Askarov, Zhang and Myers,
// "Predictive black-box mitigation of timing channels", 2010). A push so tells at most the number of such a moment,
// log₂ 26 < 5 bits up to a minute, and waits 20 % longer for its grading on average.

const FIRST_MS = 10;
const RATIO = Math.SQRT2;

/** @returns the first moment, in ms after the request, that does not lie before `readyMs` */
export function releaseTime(readyMs: number): number {
  let moment = FIRST_MS;
  while (moment < readyMs) moment *= RATIO;
  return moment;
}
