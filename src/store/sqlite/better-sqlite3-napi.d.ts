// The same library in its later version (driver.ts).
declare module "better-sqlite3-napi" {
  export { default } from "better-sqlite3";
}
