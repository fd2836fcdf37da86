const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
  js.configs.recommended,
  {
    languageOptions: {
      ecmaVersion: 2024,
      sourceType: "script",
      globals: {...globals.browser, odoo: "readonly", owl: "readonly"},
    },
    rules: {
      complexity: ["error", 15],
      eqeqeq: "error",
      "no-shadow": "error",
      "no-use-before-define": ["error", {functions: false}],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    // Odoo's own modules.
    files: ["woo_connector/static/**/*.js"],
    languageOptions: {sourceType: "module"},
  },
  {
    files: ["**/*.cjs"],
    languageOptions: {sourceType: "commonjs", globals: globals.node},
  },
];
