/** What `--device`, `device=` and CRAFT_DEVICE can name. */
export const deviceNames = ['auto', 'cpu', 'webgpu'] as const;
