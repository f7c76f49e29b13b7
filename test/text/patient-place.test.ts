import { describe, expect, it } from "vitest";
import { isRecord, mayShowPatients, namesPerson } from "../../src/text/patient-place.ts";

describe("addresses of patients", () => {
  it.each([
    "/fhir/Patient/1",
    "/r4/fhir/Observation?code=1",
    "/orthanc/patients",
    "/dcm4chee-arc/aets/DCM4CHEE/rs/studies",
    "/patients/0123",
    "/studies/1.2.840.1",
    "/benh-nhan/000123",
    "/b%E1%BB%87nh-nh%C3%A2n/000123",
    "/wado?requestType=WADO",
    "/ket-qua?mabn=24000123",
    "/ket-qua?a=1&so_bhyt=HC401",
    "/tra-cuu?h%E1%BB%8D-t%C3%AAn=An",
    "/hs.aspx?PatientID=7",
  ])("%s is a record", (path) => {
    expect(isRecord(path)).toBe(true);
    expect(mayShowPatients(path)).toBe(true);
  });

  it.each([
    "/patient/login",
    "/benh-nhan",
    "/danh-sach-benh-nhan-2024.html",
    "/ho-so-benh-an/",
    "/xem-ket-qua-xet-nghiem",
    "/fhir/metadata",
  ])("%s may show patients, and is no record by itself", (path) => {
    expect(isRecord(path)).toBe(false);
    expect(mayShowPatients(path)).toBe(true);
  });

  it.each([
    "/",
    "/kham-benh/gia-dich-vu?page=2",
    "/app/explorer.html",
    "/tin-tuc/12?id=34",
    "/inpatient-care",
    "/impatient/1",
    "/ket-qua?mabn=",
    "/%E0%A4%A",
  ])("%s is neither", (path) => {
    expect(isRecord(path)).toBe(false);
    expect(mayShowPatients(path)).toBe(false);
  });

  it("knows parameters that name a person by their names alone", () => {
    expect(["cccd", "Ho_Ten", "ngaySinh", "sdt", "maBN"].filter(namesPerson)).toHaveLength(5);
    expect(["id", "page", "ma", "so", "title", "phong"].filter(namesPerson)).toEqual([]);
  });
});
