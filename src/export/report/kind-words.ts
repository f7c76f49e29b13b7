// Kinds of units in words.
import type { UnitKind } from "../../model/registry.ts";
import type { Text } from "../../model/text.ts";

const t = (vi: string, en: string): Text => ({ vi, en });

export const KIND_WORDS: Readonly<Record<UnitKind, Text>> = {
  "ministry-unit": t("đơn vị thuộc, trực thuộc Bộ Y tế", "unit of the Ministry"),
  "health-department": t("Sở Y tế", "provincial health department"),
  "sector-health": t("y tế bộ, ngành", "health body of another ministry"),
  hospital: t("bệnh viện", "hospital"),
  centre: t("trung tâm", "centre"),
  station: t("trạm y tế", "health station"),
  institute: t("viện", "institute"),
  school: t("trường", "school"),
  other: t("loại khác hoặc chưa phân loại", "other or not classified"),
};
