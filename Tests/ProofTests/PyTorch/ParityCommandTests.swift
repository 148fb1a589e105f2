import ApusProof
import ApusTensor
import ApusTestSupport
import Foundation
import Testing

/// The built program itself, where it lies beside the tests.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: Program.url("parity").path)))
struct ParityCommandTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func everythingIsRight() throws {
    let json = folder("certificate.json")
    let run = try run(["--json", json.path])
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.errors.isEmpty)
    #expect(run.output.hasPrefix("Compared with PyTorch 2.13.0"))
    #expect(run.output.contains("Different on purpose\n  CTCLoss by log-probabilities"))
    #expect(run.output.contains("comparisons: all right; "))
    #expect(
      run.output.contains("\n  mseLoss: shapes that differ (PyTorch broadcasts them, and warns)\n"))
    #expect(run.output.contains(" and Pillow "))
    #expect(
      run.output.contains("own sample inputs: ") && run.output.contains("Arithmetic: add 11, "))
    #expect(run.output.contains("\n  t: T is of matrices alone (samples 1, 2)\n"))

    let certificate = try WrittenCertificate.read(json)
    #expect(certificate.provenance["torch"]?.hasPrefix("2.13.0") == true)
    #expect(certificate.leftovers.isEmpty)
    let items = certificate.items + certificate.differences
    #expect(certificate.isRight && items.allSatisfy(\.isRight))
    #expect(certificate.failureCount == 0)
    #expect(certificate.refusals.count == Refusal.all.count)
    #expect(certificate.itemCount == items.count)
    #expect(certificate.caseCount == items.reduce(0) { $0 + $1.caseCount })
    #expect(items.allSatisfy { $0.caseCount == $0.cases.count })
    #expect(Set(items.map(\.name)) == Set(ItemCase.all.map(\.item.name)))
    #expect(items.reduce(0) { $0 + $1.cases.count } >= 5800)
    #expect(items.allSatisfy { !$0.cases.isEmpty })
    let samples = certificate.opSamples
    #expect(samples.isRight && samples.failures.isEmpty)
    #expect(samples.comparedCount >= 900 && samples.comparisonCount >= 4500)
    #expect(samples.comparedCount + samples.skippedCount == samples.sampleCount)
    #expect(samples.entries.count == samples.entryCount && samples.entryCount > 120)
    let comparisons = items.flatMap(\.cases).flatMap(\.comparisons)
    #expect(comparisons.allSatisfy { $0.mismatch == nil && $0.relativeError < 1e-3 })
    #expect(Set(comparisons.map(\.quantity)) == ["value", "gradient", "second gradient"])
  }

  @Test func filters() throws {
    let run = try run(["--filter", "clipGRAD"])
    #expect(run.code == 0)
    #expect(run.output.contains("\n  clipGradNorm "))
    #expect(run.output.contains("cases of 3 items, "))
    let sample = try self.run(["--filter", "rsub"])
    #expect(sample.code == 0 && sample.output.contains("own samples of 2 of 2 operations, "))
    let none = try self.run(["--filter", "convolution"])
    #expect(none.code == 64)
    #expect(none.errors.contains("no item's name or group contains 'convolution'"))
  }

  /// No error is told where none is allowed, and nothing at all of types that do not occur.
  @Test(arguments: [("Data", ["float32 equal bits"]), ("Types of results", []), ("abs", nil)])
  func theLargestErrorIsOfWhatMayHaveOne(filter: String, told: [String]?) throws {
    let json = folder("certificate.json")
    let run = try run(["--filter", filter, "--json", json.path])
    #expect(run.code == 0)
    let line = run.output.split(separator: "\n").first { $0.hasPrefix("largest relative error: ") }
    let errors = try WrittenCertificate.read(json).largestRelativeError
    if let told {
      #expect(line == (told.isEmpty ? nil : "largest relative error: \(told[0])"))
      #expect(errors == [:])
    } else {
      #expect(line?.contains("float32 ") == true && line?.contains(", float64 ") == true)
      #expect(Set(errors.keys) == ["float32", "float64"])
    }
  }

  @Test func aFailureIsNamed() throws {
    let altered = try AlteredFixtures("arithmetic") { arrays, _ in
      let key = "+(Tensor, Tensor)/0/f32/y"
      arrays[key] = try #require(arrays[key]) + NDArray.eye(3, 4)
    }
    let json = folder("certificate.json")
    let run = try run(
      ["--fixtures", altered.folder.url.path, "--filter", "+(Tensor", "--json", json.path])
    #expect(run.code == 1)
    #expect(run.output.contains("FAILED"))
    #expect(
      run.errors.hasPrefix(
        "parity: arithmetic.safetensors: +(Tensor, Tensor), [3, 4] and [3, 4], float32: value y at ["
      ))
    #expect(run.errors.hasSuffix(" (3 of 12 differ)\n"))
    let certificate = try WrittenCertificate.read(json)
    let wrong = certificate.items.flatMap(\.cases).flatMap(\.comparisons).filter {
      $0.mismatch != nil
    }
    #expect(!certificate.isRight && certificate.items.count { !$0.isRight } == 1)
    #expect(wrong.count == 1 && wrong[0].mismatch?.count == 3)
  }

  /// The worst of them first, across items and files.
  @Test func tenFailuresAreNamed() throws {
    let altered = try AlteredFixtures("clipping") { arrays, _ in
      for (key, array) in arrays where key.hasSuffix("norm") && array.item().isFinite {
        arrays[key] = key == "clipGradNorm/7/f64/norm" ? array * 0 : array + 1
      }
    }
    let run = try run(["--fixtures", altered.folder.url.path, "--filter", "clipping"])
    #expect(run.code == 1)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 11)
    #expect(lines[0].hasPrefix("parity: clipping.safetensors: clipGradNorm, small gradients, "))
    #expect(lines[0].contains(", float64: value norm at [] is "))
    #expect(
      lines.prefix(10).allSatisfy { $0.hasPrefix("parity: clipping.safetensors: clipGradNorm, ") })
    #expect(lines[10] == "parity: and 34 more")
    #expect(run.output.contains("comparisons: 44 FAILED; "))
  }

  @Test func aStrayArrayIsCountedAndNamed() throws {
    let altered = try AlteredFixtures("clipping") { arrays, _ in arrays["stray"] = .zeros([2]) }
    let run = try run(["--fixtures", altered.folder.url.path, "--filter", "clipping"])
    #expect(run.code == 1)
    let stray = "clipping.safetensors: arrays that nothing reads: 1, the first is stray"
    #expect(run.output.contains("\n  \(stray)\n") && run.output.contains(": 1 FAILED; "))
    #expect(run.errors == "parity: \(stray)\n")
  }

  @Test func faultsAreOneLineAndAnExitCode() throws {
    let missing = try run(["--fixtures", folder("none").path])
    #expect(missing.code == 66)
    #expect(missing.errors == "parity: \(folder("none").path): no such folder\n")
    #expect(missing.output.isEmpty)
    let file = try folder.write([], to: "Makefile")
    let isFile = try run(["--fixtures", file.path])
    #expect(isFile.code == 66)
    #expect(isFile.errors == "parity: \(file.path): is a file, not a folder\n")
    try FileManager.default.removeItem(at: file)
    let empty = try run(["--fixtures", folder.url.path])
    #expect(empty.code == 66)
    #expect(empty.errors.hasSuffix("has no file arithmetic.safetensors or arithmetic.json\n"))
    let damaged = try AlteredFixtures("arithmetic.safetensors", bytes: [1, 2, 3])
    let run = try run(["--fixtures", damaged.folder.url.path])
    #expect(run.code == 65)
    #expect(
      run.errors
        == "parity: \(damaged.folder("arithmetic.safetensors").path): is not a safetensors file: "
        + "too short for a header (3 bytes)\n")
    let unwritable = try self.run(["--filter", "clip", "--json", folder("no/folder").path])
    #expect(unwritable.code == 73)
    #expect(
      unwritable.errors
        == "parity: \(folder("no/folder").path): cannot be written: no such folder (open folder)\n")
    #expect(try self.run(["--nonsense"]).code == 64)
    let help = try self.run(["--help"])
    #expect(help.code == 0)
    #expect(help.output.contains("--fixtures") && help.output.contains("Exit code: 0 where"))
    #expect(!help.output.contains("\\"))
  }

  private func run(_ arguments: [String]) throws -> (code: Int32, output: String, errors: String) {
    let program = try Program("parity", arguments)
    return (program.end(), program.output, program.errors)
  }
}

/// What `--json` writes, as far as it is looked at here.
private struct WrittenCertificate: Decodable {
  struct Item: Decodable {
    let name: String
    let isRight: Bool
    let caseCount: Int
    let cases: [Case]
  }
  struct Case: Decodable {
    let comparisons: [Comparison]
  }
  struct Comparison: Decodable {
    let quantity: String
    let relativeError: Double
    let mismatch: Mismatch?
  }
  struct Mismatch: Decodable {
    let count: Int
  }

  struct OpSamples: Decodable {
    struct Entry: Decodable { let name: String }
    let isRight: Bool
    let failures: [String]
    let entryCount: Int
    let sampleCount: Int
    let comparedCount: Int
    let skippedCount: Int
    let comparisonCount: Int
    let entries: [Entry]
  }

  let provenance: [String: String]
  let isRight: Bool
  let failureCount: Int
  let caseCount: Int
  let itemCount: Int
  let largestRelativeError: [String: Double]
  let items: [Item]
  let differences: [Item]
  let refusals: [String]
  let leftovers: [String]
  let opSamples: OpSamples

  static func read(_ file: URL) throws -> WrittenCertificate {
    try JSONDecoder().decode(WrittenCertificate.self, from: Data(contentsOf: file))
  }
}
