/** Variables as VS Code's own themes give them to a webview, as far as the panel uses them. */
const common = {
  'font-family': 'system-ui, "DejaVu Sans", sans-serif', 'editor-font-family': '"DejaVu Sans Mono", monospace',
};

export const themes = {
  dark: {
    bodyClass: 'vscode-dark',
    variables: {
      ...common,
      'foreground': '#cccccc', 'editor-background': '#1f1f1f', 'editor-foreground': '#cccccc', 'descriptionForeground': '#9d9d9d', 'panel-border': '#2b2b2b',
      'focusBorder': '#0078d4', 'icon-foreground': '#cccccc', 'sideBar-background': '#181818', 'editorIndentGuide-activeBackground1': '#707070',
      'charts-blue': '#59a4f9', 'charts-red': '#f14c4c', 'charts-green': '#89d185', 'charts-yellow': '#cca700', 'charts-orange': '#d18616', 'charts-purple': '#b180d7',
      'button-background': '#0078d4', 'button-foreground': '#ffffff', 'textLink-foreground': '#4daafc', 'textLink-activeForeground': '#4daafc',
      'toolbar-hoverBackground': 'rgba(90, 93, 94, 0.31)', 'list-hoverBackground': '#2a2d2e', 'list-activeSelectionBackground': '#04395e', 'list-activeSelectionForeground': '#ffffff',
      'list-inactiveSelectionBackground': '#37373d', 'input-background': '#313131', 'input-foreground': '#cccccc', 'input-border': '#3c3c3c', 'input-placeholderForeground': '#989898',
      'dropdown-background': '#313131', 'dropdown-foreground': '#cccccc', 'dropdown-border': '#3c3c3c', 'editorWidget-background': '#202020', 'editorWidget-foreground': '#cccccc',
      'editorHoverWidget-background': '#202020', 'editorHoverWidget-foreground': '#cccccc', 'editorHoverWidget-border': '#454545', 'textCodeBlock-background': '#2b2b2b', 'textPreformat-foreground': '#d0d0d0',
      'testing-iconFailed': '#f14c4c', 'testing-iconPassed': '#73c991', 'testing-iconErrored': '#f14c4c', 'editor-findMatchHighlightBorder': '#ea5c00', 'sideBarSectionHeader-foreground': '#cccccc',
    },
  },
  light: {
    bodyClass: 'vscode-light',
    variables: {
      ...common,
      'foreground': '#3b3b3b', 'editor-background': '#ffffff', 'editor-foreground': '#3b3b3b', 'descriptionForeground': '#3b3b3b', 'panel-border': '#e5e5e5',
      'focusBorder': '#005fb8', 'icon-foreground': '#3b3b3b', 'sideBar-background': '#f8f8f8', 'editorIndentGuide-activeBackground1': '#939393',
      'charts-blue': '#0063d3', 'charts-red': '#e51400', 'charts-green': '#388a34', 'charts-yellow': '#bf8803', 'charts-orange': '#d18616', 'charts-purple': '#652d90',
      'button-background': '#005fb8', 'button-foreground': '#ffffff', 'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8',
      'toolbar-hoverBackground': 'rgba(184, 184, 184, 0.31)', 'list-hoverBackground': '#f2f2f2', 'list-activeSelectionBackground': '#e8e8e8', 'list-activeSelectionForeground': '#000000',
      'list-inactiveSelectionBackground': '#e4e6f1', 'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'input-border': '#cecece', 'input-placeholderForeground': '#767676',
      'dropdown-background': '#ffffff', 'dropdown-foreground': '#3b3b3b', 'dropdown-border': '#cecece', 'editorWidget-background': '#f8f8f8', 'editorWidget-foreground': '#3b3b3b',
      'editorHoverWidget-background': '#f8f8f8', 'editorHoverWidget-foreground': '#3b3b3b', 'editorHoverWidget-border': '#c8c8c8', 'textCodeBlock-background': '#f8f8f8', 'textPreformat-foreground': '#3b3b3b',
      'testing-iconFailed': '#f14c4c', 'testing-iconPassed': '#73c991', 'testing-iconErrored': '#f14c4c', 'editor-findMatchHighlightBorder': '#ea5c00', 'sideBarSectionHeader-foreground': '#3b3b3b',
    },
  },
  'high-contrast': {
    bodyClass: 'vscode-high-contrast',
    variables: {
      ...common,
      'foreground': '#ffffff', 'editor-background': '#000000', 'editor-foreground': '#ffffff', 'descriptionForeground': 'rgba(255, 255, 255, 0.7)', 'panel-border': '#6fc3df',
      'focusBorder': '#f38518', 'contrastBorder': '#6fc3df', 'contrastActiveBorder': '#f38518', 'icon-foreground': '#ffffff', 'sideBar-background': '#000000', 'editorIndentGuide-activeBackground1': '#ffffff',
      'charts-blue': '#59a4f9', 'charts-red': '#f14c4c', 'charts-green': '#89d185', 'charts-yellow': '#cca700', 'charts-orange': '#d18616', 'charts-purple': '#b180d7',
      'button-background': '#000000', 'button-foreground': '#ffffff', 'textLink-foreground': '#21a6ff', 'textLink-activeForeground': '#21a6ff',
      'input-background': '#000000', 'input-foreground': '#ffffff', 'input-border': '#6fc3df', 'input-placeholderForeground': 'rgba(255, 255, 255, 0.7)',
      'dropdown-background': '#000000', 'dropdown-foreground': '#ffffff', 'dropdown-border': '#6fc3df', 'editorWidget-background': '#0c141f', 'editorWidget-foreground': '#ffffff',
      'editorHoverWidget-background': '#0c141f', 'editorHoverWidget-foreground': '#ffffff', 'editorHoverWidget-border': '#6fc3df', 'textCodeBlock-background': '#000000', 'textPreformat-foreground': '#ffffff',
      'testing-iconFailed': '#f14c4c', 'testing-iconPassed': '#73c991', 'testing-iconErrored': '#f14c4c', 'editor-findMatchHighlightBorder': '#f38518', 'sideBarSectionHeader-foreground': '#ffffff',
    },
  },
  'high-contrast-light': {
    bodyClass: 'vscode-high-contrast-light vscode-light',
    variables: {
      ...common,
      'foreground': '#292929', 'editor-background': '#ffffff', 'editor-foreground': '#292929', 'descriptionForeground': 'rgba(41, 41, 41, 0.8)', 'panel-border': '#0f4a85',
      'focusBorder': '#006bbd', 'contrastBorder': '#0f4a85', 'contrastActiveBorder': '#006bbd', 'icon-foreground': '#292929', 'sideBar-background': '#ffffff', 'editorIndentGuide-activeBackground1': '#292929',
      'charts-blue': '#0063d3', 'charts-red': '#b5200d', 'charts-green': '#374e06', 'charts-yellow': '#895503', 'charts-orange': '#a85d00', 'charts-purple': '#652d90',
      'button-background': '#0f4a85', 'button-foreground': '#ffffff', 'textLink-foreground': '#0f4a85', 'textLink-activeForeground': '#0f4a85',
      'input-background': '#ffffff', 'input-foreground': '#292929', 'input-border': '#0f4a85', 'input-placeholderForeground': 'rgba(41, 41, 41, 0.7)',
      'dropdown-background': '#ffffff', 'dropdown-foreground': '#292929', 'dropdown-border': '#0f4a85', 'editorWidget-background': '#ffffff', 'editorWidget-foreground': '#292929',
      'editorHoverWidget-background': '#ffffff', 'editorHoverWidget-foreground': '#292929', 'editorHoverWidget-border': '#0f4a85', 'textCodeBlock-background': '#f2f2f2', 'textPreformat-foreground': '#ffffff',
      'testing-iconFailed': '#b5200d', 'testing-iconPassed': '#007100', 'testing-iconErrored': '#b5200d', 'editor-findMatchHighlightBorder': '#0f4a85', 'sideBarSectionHeader-foreground': '#292929',
    },
  },
} satisfies Record<string, { bodyClass: string; variables: Record<string, string> }>;

export type ThemeName = keyof typeof themes;
