/**
 * Mounts modules on the nodes that ask for them: `data-module="copy once"`.
 * A module is a function of its root node; a node is mounted once per name.
 */

const mounted = new WeakMap();

/**
 * @param {ParentNode & Node} root
 * @param {Record<string, (root: HTMLElement) => void>} modules
 */
export function mountAll(root, modules) {
  const nodes = [...root.querySelectorAll("[data-module]")];
  if (root instanceof HTMLElement && root.dataset.module) nodes.unshift(root);
  for (const node of nodes) {
    const done = mounted.get(node) ?? new Set();
    mounted.set(node, done);
    for (const name of node.dataset.module.split(/\s+/)) {
      if (modules[name] && !done.has(name)) {
        done.add(name);
        modules[name](node);
      }
    }
  }
}
