/**
 * Variables as VS Code 1.139 gives them to a webview with its own themes (Dark Modern, Light Modern, Dark and Light High
 * Contrast), as far as the panel uses or might use them. What a theme leaves out here, VS Code leaves out too.
 */
const common = {
  'font-family': 'system-ui, "DejaVu Sans", sans-serif', 'editor-font-family': '"DejaVu Sans Mono", monospace',
};

export const themes = {
  dark: {
    bodyClass: 'vscode-dark',
    variables: {
      ...common,
      'button-background': '#0078d4', 'button-border': 'rgba(255, 255, 255, 0.1)', 'button-foreground': '#ffffff', 'button-hoverBackground': '#026ec1', 'charts-blue': '#59a4f9',
      'charts-green': '#89d185', 'charts-orange': 'rgba(234, 92, 0, 0.33)', 'charts-purple': '#b180d7', 'charts-red': '#f14c4c', 'charts-yellow': '#cca700',
      'descriptionForeground': '#9d9d9d', 'diffEditor-insertedTextBackground': 'rgba(156, 204, 44, 0.2)', 'dropdown-background': '#313131', 'dropdown-border': '#3c3c3c',
      'dropdown-foreground': '#cccccc', 'editor-background': '#1f1f1f', 'editor-foreground': '#cccccc', 'editorHoverWidget-background': '#202020',
      'editorHoverWidget-border': 'rgba(204, 204, 204, 0.2)', 'editorHoverWidget-foreground': '#cccccc', 'editorIndentGuide-activeBackground1': '#707070',
      'editorWidget-background': '#202020', 'editorWidget-border': 'rgba(204, 204, 204, 0.2)', 'editorWidget-foreground': '#cccccc', 'errorForeground': '#f85149',
      'focusBorder': '#0078d4', 'foreground': '#cccccc', 'icon-foreground': '#cccccc', 'input-background': '#313131', 'input-border': '#3c3c3c', 'input-foreground': '#cccccc',
      'input-placeholderForeground': '#989898', 'keybindingLabel-foreground': '#cccccc', 'list-activeSelectionBackground': '#04395e', 'list-activeSelectionForeground': '#ffffff',
      'list-hoverBackground': '#2a2d2e', 'list-inactiveSelectionBackground': '#37373d', 'panel-border': '#2b2b2b', 'panelTitle-activeBorder': '#0078d4',
      'panelTitle-activeForeground': '#cccccc', 'panelTitle-inactiveForeground': '#9d9d9d', 'sideBar-background': '#181818', 'sideBarSectionHeader-foreground': '#cccccc',
      'symbolIcon-classForeground': '#ee9d28', 'testing-iconErrored': '#f88070', 'testing-iconFailed': '#f88070', 'testing-iconPassed': '#73c991',
      'textCodeBlock-background': '#2b2b2b', 'textLink-activeForeground': '#4daafc', 'textLink-foreground': '#4daafc', 'textPreformat-foreground': '#d0d0d0',
      'toolbar-activeBackground': 'rgba(99, 102, 103, 0.31)', 'toolbar-hoverBackground': 'rgba(90, 93, 94, 0.31)', 'widget-shadow': 'rgba(0, 0, 0, 0.36)',
    },
  },
  light: {
    bodyClass: 'vscode-light',
    variables: {
      ...common,
      'button-background': '#005fb8', 'button-border': 'rgba(0, 0, 0, 0.1)', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0258a8', 'charts-blue': '#0063d3',
      'charts-green': '#388a34', 'charts-orange': 'rgba(234, 92, 0, 0.33)', 'charts-purple': '#652d90', 'charts-red': '#e51400', 'charts-yellow': '#bf8803',
      'descriptionForeground': '#3b3b3b', 'diffEditor-insertedTextBackground': 'rgba(156, 204, 44, 0.25)', 'dropdown-background': '#ffffff', 'dropdown-border': '#cecece',
      'dropdown-foreground': '#3b3b3b', 'editor-background': '#ffffff', 'editor-foreground': '#3b3b3b', 'editorHoverWidget-background': '#f8f8f8',
      'editorHoverWidget-border': 'rgba(59, 59, 59, 0.2)', 'editorHoverWidget-foreground': '#3b3b3b', 'editorIndentGuide-activeBackground1': '#939393',
      'editorWidget-background': '#f8f8f8', 'editorWidget-border': 'rgba(59, 59, 59, 0.2)', 'editorWidget-foreground': '#3b3b3b', 'errorForeground': '#f85149',
      'focusBorder': '#005fb8', 'foreground': '#3b3b3b', 'icon-foreground': '#3b3b3b', 'input-background': '#ffffff', 'input-border': '#cecece', 'input-foreground': '#3b3b3b',
      'input-placeholderForeground': '#767676', 'keybindingLabel-foreground': '#3b3b3b', 'list-activeSelectionBackground': '#e8e8e8', 'list-activeSelectionForeground': '#000000',
      'list-hoverBackground': '#f2f2f2', 'list-inactiveSelectionBackground': '#e4e6f1', 'panel-border': '#e5e5e5', 'panelTitle-activeBorder': '#005fb8',
      'panelTitle-activeForeground': '#3b3b3b', 'panelTitle-inactiveForeground': '#3b3b3b', 'sideBar-background': '#f8f8f8', 'sideBarSectionHeader-foreground': '#3b3b3b',
      'symbolIcon-classForeground': '#d67e00', 'testing-iconErrored': '#b01011', 'testing-iconFailed': '#b01011', 'testing-iconPassed': '#73c991',
      'textCodeBlock-background': '#f8f8f8', 'textLink-activeForeground': '#005fb8', 'textLink-foreground': '#005fb8', 'textPreformat-foreground': '#3b3b3b',
      'toolbar-activeBackground': 'rgba(166, 166, 166, 0.31)', 'toolbar-hoverBackground': 'rgba(184, 184, 184, 0.31)', 'widget-shadow': 'rgba(0, 0, 0, 0.16)',
    },
  },
  'high-contrast': {
    bodyClass: 'vscode-high-contrast',
    variables: {
      ...common,
      'button-background': '#000000', 'button-border': '#6fc3df', 'button-foreground': '#ffffff', 'button-hoverBackground': '#000000', 'charts-blue': '#59a4f9',
      'charts-green': '#89d185', 'charts-purple': '#b180d7', 'charts-red': '#f48771', 'charts-yellow': '#ffd370', 'contrastActiveBorder': '#f38518', 'contrastBorder': '#6fc3df',
      'descriptionForeground': 'rgba(255, 255, 255, 0.7)', 'dropdown-background': '#000000', 'dropdown-border': '#6fc3df', 'dropdown-foreground': '#ffffff',
      'editor-background': '#000000', 'editor-findMatchHighlightBorder': '#f38518', 'editor-foreground': '#ffffff', 'editorHoverWidget-background': '#0c141f',
      'editorHoverWidget-border': '#6fc3df', 'editorHoverWidget-foreground': '#ffffff', 'editorIndentGuide-activeBackground1': '#ffffff', 'editorWidget-background': '#0c141f',
      'editorWidget-border': '#6fc3df', 'editorWidget-foreground': '#ffffff', 'errorForeground': '#f48771', 'focusBorder': '#f38518', 'foreground': '#ffffff',
      'icon-foreground': '#ffffff', 'input-background': '#000000', 'input-border': '#6fc3df', 'input-foreground': '#ffffff',
      'input-placeholderForeground': 'rgba(255, 255, 255, 0.7)', 'keybindingLabel-foreground': '#ffffff', 'list-hoverBackground': 'rgba(255, 255, 255, 0.1)',
      'panel-border': '#6fc3df', 'panelTitle-activeBorder': '#6fc3df', 'panelTitle-activeForeground': '#ffffff', 'panelTitle-inactiveForeground': '#ffffff',
      'sideBar-background': '#000000', 'symbolIcon-classForeground': '#ee9d28', 'testing-iconPassed': '#73c991', 'textCodeBlock-background': '#000000',
      'textLink-activeForeground': '#21a6ff', 'textLink-foreground': '#21a6ff', 'textPreformat-foreground': '#ffffff',
    },
  },
  'high-contrast-light': {
    bodyClass: 'vscode-high-contrast-light vscode-high-contrast',
    variables: {
      ...common,
      'button-background': '#0f4a85', 'button-border': '#0f4a85', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0f4a85', 'charts-blue': '#0063d3',
      'charts-green': '#374e06', 'charts-purple': '#652d90', 'charts-red': '#b5200d', 'charts-yellow': '#895503', 'contrastActiveBorder': '#006bbd', 'contrastBorder': '#0f4a85',
      'descriptionForeground': 'rgba(41, 41, 41, 0.7)', 'dropdown-background': '#ffffff', 'dropdown-border': '#0f4a85', 'dropdown-foreground': '#292929',
      'editor-background': '#ffffff', 'editor-findMatchHighlightBorder': '#006bbd', 'editor-foreground': '#292929', 'editorHoverWidget-background': '#ffffff',
      'editorHoverWidget-border': '#0f4a85', 'editorHoverWidget-foreground': '#292929', 'editorIndentGuide-activeBackground1': '#cccccc', 'editorWidget-background': '#ffffff',
      'editorWidget-border': '#0f4a85', 'editorWidget-foreground': '#292929', 'errorForeground': '#b5200d', 'focusBorder': '#006bbd', 'foreground': '#292929',
      'icon-foreground': '#292929', 'input-background': '#ffffff', 'input-border': '#0f4a85', 'input-foreground': '#292929', 'input-placeholderForeground': 'rgba(41, 41, 41, 0.7)',
      'keybindingLabel-foreground': '#292929', 'list-activeSelectionBackground': 'rgba(15, 74, 133, 0.1)', 'list-hoverBackground': 'rgba(15, 74, 133, 0.1)',
      'list-inactiveSelectionBackground': 'rgba(15, 74, 133, 0.1)', 'panel-border': '#0f4a85', 'panelTitle-activeBorder': '#b5200d', 'panelTitle-activeForeground': '#292929',
      'panelTitle-inactiveForeground': '#292929', 'sideBar-background': '#ffffff', 'symbolIcon-classForeground': '#d67e00', 'testing-iconPassed': '#007100',
      'textCodeBlock-background': '#f2f2f2', 'textLink-activeForeground': '#0f4a85', 'textLink-foreground': '#0f4a85', 'textPreformat-foreground': '#ffffff',
    },
  },
} satisfies Record<string, { bodyClass: string; variables: Record<string, string> }>;

export type ThemeName = keyof typeof themes;
