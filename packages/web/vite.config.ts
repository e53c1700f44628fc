import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

const server = process.env.POMONA_URL ?? "http://127.0.0.1:4195";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ["@pomona/source", ...defaultClientConditions] },
  build: {
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    reportCompressedSize: true,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/api": { target: server, changeOrigin: true, headers: { origin: server } } } },
});
