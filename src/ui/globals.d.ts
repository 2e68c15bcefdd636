// Styles that a page imports; the bundler makes a file of them.
declare module "*.css";
