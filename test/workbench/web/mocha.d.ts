/** The build of mocha for browsers; its types are those of the package. */
declare module 'mocha/mocha.js' {
  const mocha: BrowserMocha;
  export default mocha;
}
