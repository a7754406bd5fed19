/** Days, times in hora centro and deadlines. */
export * from './calendar-day.js';
export * from './central-time.js';
export * from './deadline.js';
export * from './typed-day.js';
