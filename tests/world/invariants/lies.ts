import { type Metal, METALS } from "../../../shared/schemas/metal.ts";
import type { ProviderModel } from "../model/provider-model.ts";
import type { World } from "../world.ts";
import { floorOf } from "./tolerance.ts";

/** What a family said last of a metal and whether it was so. */
export interface LastWord {
  readonly model: ProviderModel;
  readonly at: number;
  readonly price: number;
  readonly isTrue: boolean;
}

/** Remembers, for each family and metal, when it last told the truth and since when it lies. */
export class Lies {
  readonly #trueAt = new Map<string, number>();
  readonly #lyingSince = new Map<string, number>();
  readonly #seen = new Map<string, number>();

  /** To be called after every pull. */
  look(world: World): void {
    for (const model of world.models) {
      for (const metal of METALS) {
        const said = model.said[metal];
        if (said === undefined) continue;
        const key = `${model.plan.key}/${metal}`;
        if (this.#seen.get(key) === said.at) continue;
        this.#seen.set(key, said.at);
        if (isTrue(metal, said, world)) {
          this.#trueAt.set(key, said.at);
          this.#lyingSince.delete(key);
        } else if (!this.#lyingSince.has(key)) {
          this.#lyingSince.set(key, said.at);
        }
      }
    }
  }

  lastWords(metal: Metal, world: World): readonly LastWord[] {
    return world.models.flatMap((model) => {
      const said = model.said[metal];
      return said === undefined ? [] : [{ model, ...said, isTrue: isTrue(metal, said, world) }];
    });
  }

  lyingSince(model: ProviderModel, metal: Metal): number | null {
    return this.#lyingSince.get(`${model.plan.key}/${metal}`) ?? null;
  }

  trueAt(model: ProviderModel, metal: Metal): number | null {
    return this.#trueAt.get(`${model.plan.key}/${metal}`) ?? null;
  }
}

/** True where it was the price of the moment; an old price under its own old time is no lie but no help either. */
function isTrue(metal: Metal, said: { readonly at: number; readonly price: number }, world: World): boolean {
  const { low, high } = world.truth.range(metal, said.at - 900_000, said.at);
  const room = floorOf(metal) / 2;
  return said.price >= low * (1 - room) && said.price <= high * (1 + room);
}
