import Foundation
import ParitySuite
import Tensor
import TestSupport
import Testing

/// What is missing or damaged is a failure or an error that names the file, never skipped and never a trap.
@Suite struct DamagedFixturesTests {
  @Test(arguments: ["multiply/0/f32/y", "multiply/0/f64/d/x1", "multiply/0/f32/dd/g/y"])
  func aMissingArrayIsAFailure(key: String) throws {
    let fixtures = try AlteredFixtures("arithmetic") { arrays, _ in
      #expect(arrays.removeValue(forKey: key) != nil)
    }
    let outcome = try fixtures.outcome(of: "multiply")
    #expect(outcome.failures.map(\.key) == ["multiply/0"])
    #expect(Failure(outcome)?.description.hasSuffix(": has no array \(key)") == true)
  }

  /// Without a weight there is no h to differentiate, without a given gradient nothing at all.
  @Test(arguments: ["multiply/0/g/y", "multiply/0/w/x0", "multiply/0/x0"])
  func aMissingInputIsAFailure(key: String) throws {
    let fixtures = try AlteredFixtures("arithmetic") { arrays, _ in
      #expect(arrays.removeValue(forKey: key) != nil)
    }
    let outcome = try fixtures.outcome(of: "multiply")
    #expect(outcome.failures.map(\.key) == ["multiply/0", "multiply/0"])
  }

  @Test func aMissingArgumentIsAFailure() throws {
    let fixtures = try AlteredFixtures("reductions") { _, metadata in
      metadata["cases"] = metadata["cases"]?.replacingOccurrences(of: "\"dim\":", with: "\"dom\":")
    }
    let outcome = try fixtures.outcome(of: "max along dim")
    #expect(
      Failure(outcome)?.description.hasSuffix("has no argument dim that is a whole number") == true)
  }

  @Test func anotherShapeOrTypeIsAFailure() throws {
    for (change, words) in [
      ({ $0.flatten() }, "value y is float32 [3, 4], PyTorch has float32 [12]"),
      ({ $0.to(.float64) }, "value y is float32 [3, 4], PyTorch has float64 [3, 4]"),
    ] as [((NDArray) -> NDArray, String)] {
      let fixtures = try AlteredFixtures("arithmetic") { arrays, _ in
        arrays["add/0/f32/y"] = change(try #require(arrays["add/0/f32/y"]))
      }
      let failure = try #require(Failure(fixtures.outcome(of: "add"))).description
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
        "clipping: no item is called clipGradValue",
        "clipping: 1 arrays that nothing reads, the first is stray",
      ])
  }

  /// PyTorch's answer becomes ours: then it is no difference any more.
  @Test func aDifferenceThatIsNoneIsAFailure() throws {
    let fixtures = try AlteredFixtures("differences") { arrays, _ in
      for name in arrays.keys where name.contains("/pytorch/") {
        let wanted = name.replacingOccurrences(of: "pytorch/", with: "")
        let double = name.replacingOccurrences(of: "pytorch/d", with: "f64/d/x")
        arrays[name] = arrays[wanted] ?? arrays[double] ?? arrays[name]
      }
    }
    for name in ["views", "CTC by log-probabilities", "images of 16 bits", "sums of float32"] {
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
      ("printing.json", Array("{\"provenance\": {}, ".utf8), "its list of cases cannot be read"),
      ("printing.json", Array("{\"provenance\": {}}".utf8), "its list of cases cannot be read"),
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
    let manifests = [
      nil, "", "[{]", #"[{"item":1}]"#, #"[{"item":"a","name":"b","dtypes":["f"]}]"#,
    ]
    for manifest in manifests {
      let altered = try AlteredFixtures("clipping") { _, metadata in metadata["cases"] = manifest }
      #expect(throws: FixtureError.self) { try altered.read { try $0.file("clipping") } }
    }
  }

  @Test func aMissingFolder() throws {
    let folder = URL(filePath: "/no/such/folder")
    let error = #expect(throws: FixtureError.self) { try Fixtures(folder) }
    #expect(error?.description == "/no/such/folder: no such folder")
  }
}
