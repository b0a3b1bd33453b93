// The site from the project's own Markdown files, where they lie: what links right in a checkout links right here.
// A dead link fails the build.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  title: 'Residual',
  description: 'Grades computation-graph homework: students push with git, the push answers with the verdict',
  srcDir: ROOT,
  outDir: fileURLToPath(new URL('../../build/docs', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../../build/docs-cache', import.meta.url)),
  srcExclude: [
    'build/**',
    '.*/**',
    'docs-site/**',
    'assignments/**',
    'residual-*/**',
    'node_modules/**',
    '**/node_modules/**',
  ],
  rewrites: { 'README.md': 'index.md' },
  cleanUrls: false,
  // Pages outside of this folder find their framework in it all the same.
  vite: {
    resolve: {
      alias: ['vue/server-renderer', 'vue'].map((name) => ({
        find: new RegExp(`^${name}$`),
        replacement: fileURLToPath(import.meta.resolve(name)),
      })),
    },
  },
  markdown: {
    config(md) {
      // Pages of the project are Markdown and nothing else: {{ }} is text, and so is <slug>.
      md.set({ html: false });
      md.core.ruler.before('normalize', 'no-comments', (state) => {
        state.src = state.src.replaceAll(/<!--[\s\S]*?-->/g, '');
      });
      md.core.ruler.push('no-interpolation', (state) => {
        for (const token of state.tokens)
          if (token.type === 'inline')
            for (const child of token.children ?? [])
              if (child.type === 'text') child.content = child.content.replaceAll('{{', '{\u200B{');
      });
      // Sources are no pages of the site.
      const plain = md.renderer.rules.link_open;
      md.renderer.rules.link_open = (tokens, index, options, env, self) => {
        const href = tokens[index].attrGet('href') ?? '';
        const isSource = !/^([a-z]+:|#|\/)/.test(href) && !/\.md(#.*)?$/.test(href);
        if (isSource) throw new Error(`${env.path}: ${href} is no page; write it as code`);
        return plain ? plain(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
      };
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: 'deep',
    nav: [
      { text: 'Documentation', link: '/docs/README' },
      { text: 'Changes', link: '/CHANGELOG' },
    ],
    sidebar: [
      {
        text: 'Tutorials',
        items: [
          { text: 'Your first homework', link: '/docs/tutorials/student' },
          { text: 'A course in fifteen minutes', link: '/docs/tutorials/instructor' },
        ],
      },
      {
        text: 'How to',
        items: [
          { text: 'An assignment of your own', link: '/docs/own-assignment' },
          { text: 'A check of your own', link: '/docs/own-check' },
          { text: 'Grades', link: '/docs/grades' },
          { text: 'Export grades', link: '/docs/export' },
          { text: 'A learning management system (LTI)', link: '/docs/lti' },
          { text: 'Deploy', link: '/docs/guides/deploy' },
          { text: 'A worker with a GPU', link: '/docs/guides/gpu-worker' },
          { text: 'Backup and restore', link: '/docs/guides/backup' },
          { text: 'Upgrade', link: '/docs/guides/upgrade' },
          { text: 'Add an op', link: '/docs/adding-an-op' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'assignment.yaml', link: '/docs/assignment-yaml' },
          { text: 'Checks', link: '/docs/checks' },
          { text: 'Ops', link: '/docs/ops' },
          { text: 'NumPy', link: '/docs/numpy' },
          { text: 'The command', link: '/docs/command' },
          { text: 'Configuration', link: '/docs/configuration' },
          { text: 'Metrics', link: '/docs/metrics' },
        ],
      },
      {
        text: 'Explanation',
        items: [
          { text: 'Architecture', link: '/ARCHITECTURE' },
          { text: 'Why a grade can be trusted', link: '/docs/explanation/trust' },
          { text: 'How close is close enough', link: '/docs/explanation/tolerance' },
          { text: 'What a deadline needs', link: '/docs/explanation/scaling' },
          { text: 'Security', link: '/SECURITY' },
          { text: 'Privacy', link: '/docs/privacy' },
        ],
      },
    ],
  },
});
