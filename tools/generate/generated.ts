import { build, isBuildCurrent } from "./build/build.ts";
import { isDocumentCurrent, writeDocument } from "./openapi/write-document.ts";
import { generateTypes } from "./types/generate-types.ts";
import type { Name } from "./names.ts";
import { readUploadsPage, writeUploadsPage } from "./uploads/uploads-page.ts";
import { currentUploads } from "./uploads/current-uploads.ts";

/** A file or folder that is committed but made from something else. */
export interface Generated {
  readonly file: string;
  write(options: { readonly record: boolean }): Promise<void>;
  /** Whether writing it again would change nothing; null where that takes programs from elsewhere. */
  readonly isCurrent: (() => boolean | Promise<boolean>) | null;
  /** The part of the suite that checks it instead. */
  readonly checkedBy: string | null;
}

export const GENERATED: Readonly<Record<Name, Generated>> = {
  build: {
    file: "dist/",
    write: build,
    isCurrent: isBuildCurrent,
    checkedBy: null,
  },
  openapi: {
    file: "docs/api/openapi.json",
    write: writeDocument,
    isCurrent: isDocumentCurrent,
    checkedBy: null,
  },
  types: {
    file: "docs/api/database.types.ts",
    write: generateTypes,
    isCurrent: null,
    checkedBy: "`deno task test deploy`",
  },
  uploads: {
    file: "dist/uploads.md",
    write: async (): Promise<void> => writeUploadsPage(await currentUploads()),
    isCurrent: async (): Promise<boolean> => readUploadsPage() === await currentUploads(),
    checkedBy: null,
  },
};
