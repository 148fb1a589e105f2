import ApusTensor
import ApusTestSupport
import Foundation
import Testing

@testable import ApusProof

/// PyTorch's own sample inputs, and that a comparison with them can fail.
@Suite(.ownRandomNumbers) struct OpSampleTests {
  /// All entries but those that draw from the default generator.
  static let certificate = Result {
    try OpSampleCertificate(
      Fixtures(), OpSampleCertificate.names.filter { !OpSampleCertificate.drawing.contains($0) })
  }

  @Test func allAreRight() throws {
    let certificate = try OpSampleTests.certificate.get()
    #expect(certificate.failures.isEmpty, "\(certificate.failures.prefix(10))")
  }

  /// In a process of its own, as other tests draw from the default generator.
  @Test func thoseThatDrawAreRight() async {
    await #expect(processExitsWith: .success) {
      let certificate = try OpSampleCertificate(Fixtures(), OpSampleCertificate.drawing)
      #expect(certificate.comparedCount > 0 && certificate.failures.isEmpty)
    }
  }

  @Test func thereAreManyOfEachKind() throws {
    let certificate = try OpSampleTests.certificate.get()
    let names = OpSampleCertificate.names
    #expect(Set(names).count == names.count && names.count > 120)
    #expect(certificate.comparedEntryCount > 115 && certificate.comparedCount > 890)
    for entry in certificate.entries {
      #expect(entry.sampleCount > 0 && entry.sampleCount <= 40, "\(entry.name)")
      #expect(entry.comparedCount + entry.skipped.count == entry.sampleCount, "\(entry.name)")
    }
    let runs = certificate.entries.flatMap(\.runs)
    for form in OpForm.allCases {
      let comparisons = runs.filter { $0.form == form }.flatMap(\.comparisons)
      let (values, gradients) = form == .transposed ? (500, 500) : (900, 800)
      #expect(comparisons.count { $0.quantity == .value } > values, "\(form)")
      #expect(comparisons.count { $0.quantity == .gradient } > gradients, "\(form)")
    }
    #expect(runs.allSatisfy { !$0.comparisons.isEmpty })
  }

  /// What is left out says why, and is not most.
  @Test func whatIsLeftOut() throws {
    let certificate = try OpSampleTests.certificate.get()
    let skipped = certificate.entries.flatMap(\.skipped)
    #expect(skipped.count < 150 && skipped.allSatisfy { !$0.reason.isEmpty })
    #expect(skipped.count { $0.isDifference } <= 4)
    let entirely = certificate.entries.filter { $0.comparedCount == 0 }.map(\.name)
    let rounding = ["div.trunc_rounding", "div.floor_rounding"]
    #expect(Set(entirely).isSubset(of: rounding + ["clamp", "clamp_min", "clamp_max"]))
  }

  /// An array of one sample alone, changed by little more than is allowed, and by less.
  @Test(arguments: ["value", "gradient"]) func aChangedNumberIsNoticed(quantity: String) throws {
    for (change, isRight) in [(1.5e-12, false), (0.5e-12, true)] {
      let altered = try AlteredFixtures("op_samples") { arrays, metadata in
        let sample = try Index(metadata).first(of: "sin")
        let key = try #require(
          quantity == "value" ? sample.results[0] : sample.gradients?["0"] ?? nil)
        let array = try #require(arrays[key])
        arrays[key] = array + (array.abs() + 1) * NDArray.eye(20) * change
      }
      let failures = try altered.failures(of: "sin")
      #expect(failures.isEmpty == isRight)
      if isRight { continue }
      #expect(
        failures.allSatisfy { $0.hasPrefix("op_samples.safetensors: sin, sample 0, ") })
      let place = quantity == "value" ? "value 0 at [" : "gradient 0 at ["
      #expect(failures.count == 2 && failures[0].contains("float64: \(place)"), "\(failures)")
      #expect(failures[1].contains("transposed: \(place)"))
    }
  }

  @Test func anErrorOfFloat32IsNoticed() throws {
    let altered = try AlteredFixtures("op_samples") { arrays, metadata in
      let key = try Index(metadata).first(of: "sin").results[0]
      arrays[key] = try #require(arrays[key]) + 2e-5
    }
    #expect(try altered.failures(of: "sin").contains { $0.contains("float32: value 0 at [") })
  }

  /// A text of the one sample of `neg`, what stands there instead, and what is said of it.
  @Test(arguments: [
    (#""args":["#, #""kwargs":{"alpha":2},"args":["#, "has an argument that nothing reads: alpha"),
    (#""recorded":[0]"#, #""recorded":[]"#, "records results [0], PyTorch []"),
    (#""neg""#, #""positive""#, "neg: the file has no sample of it"),
    (#""neg""#, #""positive""#, "no entry is called positive"),
  ])
  func whatDoesNotFitIsNoticed(text: String, other: String, words: String) throws {
    let altered = try AlteredFixtures("op_samples") { _, metadata in
      let lines = try #require(metadata["samples"]).split(separator: "\n").map(String.init)
      let line = try #require(lines.firstIndex { $0.contains(#""entry":"neg""#) })
      #expect(lines[line].contains(text))
      var changed = lines
      changed[line] = lines[line].replacing(text, with: other)
      metadata["samples"] = changed.joined(separator: "\n")
    }
    let failures = try altered.failures(of: "neg")
    #expect(failures.contains { $0.hasSuffix(words) }, "\(failures)")
  }

  @Test func orderInMemory() throws {
    let x = NDArray.arange(6).reshape(2, 3)
    let columns = try x.laidOut(strides: [1, 2])
    #expect(columns == x && columns.T.isContiguous && !columns.isContiguous)
    #expect(try x.unsqueeze(1).laidOut(strides: [3, 7, 1]).isContiguous)
    #expect(throws: CaseProblem.self) { try x.laidOut(strides: [6, 2]) }
    #expect(throws: CaseProblem.self) { try x.laidOut(strides: [0, 1]) }
  }

  @Test func aStrayArrayIsNamed() throws {
    let altered = try AlteredFixtures("op_samples") { arrays, _ in arrays["stray"] = .zeros([2]) }
    #expect(
      try altered.failures(of: "neg") == [
        "op_samples.safetensors: arrays that belong to no sample: 1, the first is stray"
      ])
  }

  @Test func aMissingOrDamagedFile() throws {
    let missing = try AlteredFixtures("op_samples.safetensors", bytes: nil)
    let error = #expect(throws: FixtureError.self) { try missing.failures(of: "neg") }
    #expect(error?.description.hasSuffix("has no file op_samples.safetensors") == true)
    #expect(error?.isDamage == false)
    var bytes = try Array(
      Data(contentsOf: Fixtures.defaultFolder.appending(path: "op_samples.safetensors")))
    bytes[bytes.count - 1] ^= 0x40
    let damaged = try AlteredFixtures("op_samples.safetensors", bytes: bytes)
    #expect(
      #expect(throws: FixtureError.self) { try damaged.failures(of: "neg") }?.isDamage == true)
  }
}

extension AlteredFixtures {
  /// What fails of one entry's samples with these fixtures.
  fileprivate func failures(of entry: String) throws -> [String] {
    try read { try OpSampleCertificate($0, [entry]).failures }
  }
}

/// The list of samples, as far as it is looked at here.
private struct Index {
  struct Sample: Decodable {
    let entry: String
    let results: [String]
    let gradients: [String: String?]?
  }
  let samples: [Sample]

  init(_ metadata: [String: String]) throws {
    let text = try #require(metadata["samples"])
    samples = try JSONDecoder().decode([Sample].self, from: Data(text.utf8))
  }

  func first(of entry: String) throws -> Sample {
    try #require(samples.first { $0.entry == entry })
  }
}
