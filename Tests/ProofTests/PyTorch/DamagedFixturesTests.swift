import ApusProof
import ApusTensor
import ApusTestSupport
import Foundation
import Testing

/// What the scripts left out is a failure of the case, and what they did not write an error that names the file:
/// nothing is skipped, and no damage gets as far as the calls.
@Suite struct DamagedFixturesTests {
  @Test(arguments: [
    "*(Tensor, Tensor)/0/f32/y", "*(Tensor, Tensor)/0/f64/d/x1", "*(Tensor, Tensor)/0/f32/dd/g/y",
  ])
  func aMissingArrayIsAFailure(key: String) throws {
    let fixtures = try AlteredFixtures("arithmetic") { arrays, _ in
      #expect(arrays.removeValue(forKey: key) != nil)
    }
    let outcome = try fixtures.outcome(of: "*(Tensor, Tensor)")
    #expect(outcome.failures.map(\.key) == ["*(Tensor, Tensor)/0"])
    #expect(Failure(outcome)?.description.hasSuffix(": has no array \(key)") == true)
  }

  @Test func anotherRowIsAFailure() throws {
    let fixtures = try AlteredFixtures("arithmetic") { _, metadata in
      metadata["rows"] = metadata["rows"]?.replacingOccurrences(
        of: #""-(Tensor)":""#, with: #""-(Tensor)":"0"#)
    }
    let failure = try #require(Failure(fixtures.outcome(of: "-(Tensor)"))).description
    #expect(
      failure.hasSuffix("was not asked of PyTorch as the table now has it: run make_fixtures.py"))
    #expect(try fixtures.outcome(of: "+(Tensor, Tensor)").isRight)
  }

  @Test func aMissingArgumentIsAFailure() throws {
    let fixtures = try AlteredFixtures("clipping") { _, metadata in
      metadata["cases"] = metadata["cases"]?.replacingOccurrences(of: "maxNorm", with: "minNorm")
    }
    let outcome = try fixtures.outcome(of: "clipGradNorm")
    #expect(
      Failure(outcome)?.description.hasSuffix("has no argument maxNorm that is a number") == true)
  }

  @Test(arguments: [
    (#""betas":"#, #""amsgrad":true,"betas":"#, "AdamW", "options.amsgrad"),
    (#""groups":"#, #""chunks":2,"groups":"#, "SGD", "chunks"),
  ])
  func anArgumentThatNothingReadsIsAFailure(
    place: String, change: String, item: String, name: String
  ) throws {
    let fixtures = try AlteredFixtures("optimizers") { _, metadata in
      metadata["cases"] = metadata["cases"]?.replacingOccurrences(of: place, with: change)
    }
    let failure = try #require(Failure(fixtures.outcome(of: item))).description
    #expect(failure.hasSuffix("has an argument that nothing reads: \(name)"), "\(failure)")
  }

  @Test func aNameThatMeansNothingIsAFailure() throws {
    let fixtures = try AlteredFixtures("schedules") { _, metadata in
      metadata["cases"] = metadata["cases"]?.replacingOccurrences(of: #""cos""#, with: #""cosine""#)
    }
    let failure = try #require(Failure(fixtures.outcome(of: "OneCycleLR of SGD"))).description
    #expect(failure.hasSuffix("knows no strategy cosine"), "\(failure)")
  }

  @Test func anotherShapeOrTypeIsAFailure() throws {
    for (change, words) in [
      ({ $0.flatten() }, "value y is float32 [3, 4], PyTorch has float32 [12]"),
      ({ $0.to(.float64) }, "value y is float32 [3, 4], PyTorch has float64 [3, 4]"),
    ] as [((NDArray) -> NDArray, String)] {
      let fixtures = try AlteredFixtures("arithmetic") { arrays, _ in
        arrays["+(Tensor, Tensor)/0/f32/y"] = change(
          try #require(arrays["+(Tensor, Tensor)/0/f32/y"]))
      }
      let failure = try #require(Failure(fixtures.outcome(of: "+(Tensor, Tensor)"))).description
      #expect(failure.contains(words), "\(failure)")
    }
  }

  @Test func anItemWithoutCasesIsAFailure() throws {
    let fixtures = try AlteredFixtures("clipping") { _, metadata in metadata["cases"] = "[]" }
    let outcome = try fixtures.outcome(of: "clipGradNorm")
    #expect(!outcome.isRight)
    #expect(Failure(outcome)?.description == "clipGradNorm: the fixtures have no case of it")
  }

  @Test func leftoversAreFailures() throws {
    let altered = try AlteredFixtures("clipping") { arrays, metadata in
      arrays["stray"] = .zeros([2])
      let cases = try #require(metadata["cases"]).dropLast(2)
      metadata["cases"] = cases + #","# + #"{"item":"clipGradValue","name":"a"}]"#
    }
    let certificate = try altered.read { try Certificate($0, filter: "clipping") }
    #expect(
      certificate.failures == [
        "clipping.safetensors: no item is called clipGradValue",
        "clipping.safetensors: arrays that nothing reads: 1, the first is stray",
      ])
  }

  /// PyTorch's answer becomes ours: then it is no difference any more.
  @Test func aDifferenceThatIsNoneIsAFailure() throws {
    let fixtures = try AlteredFixtures("differences") { arrays, _ in
      for name in arrays.keys where name.contains("/pytorch/") {
        let wanted = name.replacingOccurrences(of: "pytorch/", with: "")
        arrays[name] = arrays[wanted] ?? arrays[name]
      }
    }
    for name in ["views", "CTCLoss by log-probabilities", "images of 16 bits", "sums of float32"] {
      let outcome = try fixtures.outcome(of: name)
      #expect(Failure(outcome)?.description.contains("PyTorch") == true, "\(name)")
      #expect(outcome.failures.count == outcome.cases.count, "\(name)")
    }
  }

  @Test(
    arguments: [
      ("layers.safetensors", nil, "has no file layers.safetensors or layers.json"),
      ("layers.safetensors", [], "layers.safetensors: is empty"),
      ("layers.safetensors", Array("nothing of the kind".utf8), "is not a safetensors file"),
      (
        "printing.json", Array("{\"provenance\": {}, ".utf8),
        "printing.json: the file cannot be read: it is no JSON"
      ),
      (
        "printing.json", Array("{\"provenance\": {}}".utf8),
        "printing.json: the file cannot be read: cases is missing"
      ),
      (
        "printing.json", Array("[]".utf8),
        "printing.json: the file cannot be read: the whole is of another kind than belongs there"
      ),
    ] as [(String, [UInt8]?, String)])
  func aDamagedFileIsAnErrorThatNamesIt(name: String, bytes: [UInt8]?, words: String) throws {
    let altered = try AlteredFixtures(name, bytes: bytes)
    let error = #expect(throws: FixtureError.self) {
      try altered.read { try $0.file(String(name.prefix { $0 != "." })) }
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.isDamage == (bytes != nil))
  }

  @Test func aFileThatEndsEarly() throws {
    let whole = try Data(contentsOf: Fixtures.defaultFolder.appending(path: "ctc.safetensors"))
    for count in [5, 1000, whole.count / 2, whole.count - 1] {
      let altered = try AlteredFixtures("ctc.safetensors", bytes: Array(whole.prefix(count)))
      #expect(throws: FixtureError.self) { try altered.read { try $0.file("ctc") } }
    }
  }

  @Test func aListOfCasesThatCannotBeRead() throws {
    let manifests: [(String?, String)] = [
      (nil, "its metadata lists no cases"), ("", "it is no JSON"), ("[{]", "it is no JSON"),
      (#"[{"item":1}]"#, "[0].item is of another kind than belongs there"),
      (#"[{"item":"a"}]"#, "[0].name is missing"),
      (#"[{"item":"a","name":null}]"#, "[0].name is of another kind than belongs there"),
      (#"[{"item":"a","name":"b","dtypes":["f"]}]"#, "no type is called f"),
      (#"[{"item":"a","name":"b","ordr":1}]"#, "nobody reads ordr"),
      (#"[{"item":"a","name":"b","operands":1}]"#, "nobody reads operands"),
    ]
    for (manifest, words) in manifests {
      let altered = try AlteredFixtures("clipping") { _, metadata in metadata["cases"] = manifest }
      let error = #expect(throws: FixtureError.self) {
        try altered.read { try $0.file("clipping") }
      }
      #expect(error?.path.hasSuffix("/clipping.safetensors") == true)
      #expect(error?.reason.hasSuffix(words) == true, "\(error?.reason ?? "")")
    }
  }

  /// Wherever a bit is another: in the header's length, in a shape, in the list of cases, in the numbers.
  @Test(arguments: [0.0, 0.001, 0.1, 0.3, 0.6, 0.9, 0.999]) func aBitThatIsAnother(place: Double)
    throws
  {
    for name in ["clipping.safetensors", "views.safetensors", "promotion.json"] {
      var bytes = try Array(Data(contentsOf: Fixtures.defaultFolder.appending(path: name)))
      bytes[Int(place * Double(bytes.count))] ^= 1
      let altered = try AlteredFixtures(name, bytes: bytes)
      let error = #expect(throws: FixtureError.self) {
        try altered.read { try $0.file(String(name.prefix { $0 != "." })) }
      }
      #expect(error?.isDamage == true)
    }
  }

  @Test func aDamagedNumberIsNotBlamedOnUs() throws {
    var bytes = try Array(
      Data(contentsOf: Fixtures.defaultFolder.appending(path: "clipping.safetensors")))
    bytes[bytes.count - 1] ^= 0x40
    let altered = try AlteredFixtures("clipping.safetensors", bytes: bytes)
    let error = #expect(throws: FixtureError.self) { try altered.read { try Certificate($0) } }
    #expect(error?.description.contains("is damaged: its checksum would be ") == true)
  }

  @Test(arguments: [
    ("2.12.1+cpu", "was made with PyTorch 2.12.1+cpu, not 2.13.0"),
    ("2.13.01", "was made with PyTorch 2.13.01, not 2.13.0"),
    (nil, "was made with PyTorch of unknown version, not 2.13.0"),
  ])
  func anotherPyTorch(version: String?, words: String) throws {
    let altered = try AlteredFixtures("clipping") { _, metadata in metadata["torch"] = version }
    let error = #expect(throws: FixtureError.self) { try altered.read { try $0.file("clipping") } }
    #expect(error?.description.hasSuffix(words) == true && error?.isDamage == true)
  }

  @Test func withoutAChecksum() throws {
    let json = #"{"provenance":{"torch":"2.13.0"},"cases":[]}"#
    let altered = try AlteredFixtures("printing.json", bytes: Array(json.utf8))
    let error = #expect(throws: FixtureError.self) { try altered.read { try $0.file("printing") } }
    #expect(error?.description.hasSuffix("printing.json: carries no checksum") == true)
  }

  @Test func aMissingFolder() throws {
    let folder = URL(filePath: "/no/such/folder")
    let error = #expect(throws: FixtureError.self) { try Fixtures(folder) }
    #expect(error?.description == "/no/such/folder: no such folder")
  }
}
