import ApusAutograd
import ApusNN
import ApusOptim
import ApusSerialization
import ApusTensor
import ApusTestSupport
import FoundationEssentials
import Testing

@Suite(.ownRandomNumbers) struct CheckpointTests {
  private let folder: TemporaryFolder
  private var file: URL { folder("checkpoint.safetensors") }

  init() throws { folder = try TemporaryFolder() }

  @Test func partsComeBack() throws {
    let parts: [String: StateDict] = [
      "model": ["fc.weight": NDArray([1.5, -2] as [Float]), "fc.bias": NDArray([3.0])],
      "optimizer": ["0.step": NDArray(scalar: 3), "param_groups.0.lr": NDArray(scalar: 0.1)],
      "nothing": [:], "also_nothing": [:],
      "modèle": ["": NDArray([true]), ".": NDArray([1]), "a..b": NDArray([2])],
    ]
    try saveCheckpoint(parts, to: file, metadata: ["epoch": "10", "note": "a.b"])
    let checkpoint = try loadCheckpoint(file)
    #expect(checkpoint.parts == parts.keys.sorted())
    for (name, state) in parts { #expect(try checkpoint[name] == state) }
    #expect(checkpoint.metadata == ["epoch": "10", "note": "a.b"])
    #expect(checkpoint.url == file)
  }

  /// A model, its optimizer and its schedule go on as if they had never stopped.
  @Test func aResumedTrainingIsTheSame() throws {
    let x = Tensor.randn([8, 3], generator: Generator(seed: 1))
    func train(_ net: Sequential, _ optimizer: AdamW, _ schedule: OneCycleLR) -> [Double] {
      (0..<4).map { _ in
        optimizer.zeroGrad()
        let loss = net(x).square().mean()
        loss.backward()
        optimizer.step()
        schedule.step()
        return loss.item()
      }
    }
    func make() -> (Sequential, AdamW, OneCycleLR) {
      let net = Sequential(Linear(3, 4), Tanh(), LayerNorm(4), Linear(4, 1))
      let optimizer = AdamW(net.parameters)
      return (net, optimizer, OneCycleLR(optimizer, maxLR: 0.1, totalSteps: 20))
    }
    let (net, optimizer, schedule) = make()
    _ = train(net, optimizer, schedule)
    try saveCheckpoint(
      [
        "model": net.stateDict, "optimizer": optimizer.stateDict, "schedule": schedule.stateDict,
      ], to: file)
    let (net2, optimizer2, schedule2) = make()
    let checkpoint = try loadCheckpoint(file)
    try net2.load(checkpoint["model"])
    try optimizer2.load(checkpoint["optimizer"])
    try schedule2.load(checkpoint["schedule"])
    #expect(train(net, optimizer, schedule) == train(net2, optimizer2, schedule2))
    #expect(net.stateDict == net2.stateDict)
  }

  @Test func theFileIsAPlainOne() throws {
    try saveCheckpoint(
      ["model": ["fc.weight": NDArray([1])], "schedule": ["last_epoch": NDArray(scalar: 4)]],
      to: file, metadata: ["epoch": "1"])
    let plain = try SafetensorsFile(file)
    #expect(plain.names.sorted() == ["model.fc.weight", "schedule.last_epoch"])
    #expect(plain.metadata == ["epoch": "1"])
    // One that something else wrote.
    try saveSafetensors(["a.x": NDArray([1]), "b.y.z": NDArray([2])], to: file)
    let checkpoint = try loadCheckpoint(file)
    #expect(checkpoint.parts == ["a", "b"] && checkpoint.metadata == [:])
    #expect(try checkpoint["b"] == ["y.z": NDArray([2])])
  }

  /// The dot and an accent behind it are one character, but two code points.
  @Test func namesAreCutAtTheByte() throws {
    let state = ["\u{301}x": NDArray([1]), "\u{1F3FB}": NDArray([2])]
    try saveCheckpoint(["model": state], to: file)
    let checkpoint = try loadCheckpoint(file)
    #expect(checkpoint.parts == ["model"])
    #expect(try checkpoint["model"] == state)
  }

  @Test func whatIsMissingIsNamed() throws {
    try saveCheckpoint(["model": ["w": NDArray([1])], "empty": [:]], to: file)
    let checkpoint = try loadCheckpoint(file)
    let error = #expect(throws: SafetensorsError.self) { try checkpoint["optimizer"] }
    #expect(error?.reason == "has no part 'optimizer'; its parts are 'empty', 'model'")
    #expect(error?.path == file.relativePath)
    #expect(throws: SafetensorsError.self) { try checkpoint["model.w"] }
    try saveCheckpoint([:], to: file)
    #expect(
      #expect(throws: SafetensorsError.self) { try loadCheckpoint(file)["a"] }?.reason
        == "has no part 'a'; its parts are none")
  }

  @Test(arguments: ["random", ".weight", ""]) func aFileWithoutPartsIsRefused(key: String) throws {
    try saveSafetensors(["a.b": NDArray([1]), key: NDArray([2])], to: file)
    let error = #expect(throws: SafetensorsError.self) { try loadCheckpoint(file) }
    #expect(error?.reason.hasPrefix("is not a checkpoint: the key '\(key)' does not begin") == true)
  }

  /// An array that cannot be read takes no other part with it.
  @Test func onePartThatCannotBeRead() throws {
    let header =
      #"{"m.a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]},"#
      + #""n.b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#
    try Data(safetensors(header) + [1, 9]).write(to: file)
    let checkpoint = try loadCheckpoint(file)
    #expect(try checkpoint["n"] == ["b": NDArray([UInt8(9)])])
    let error = #expect(throws: SafetensorsError.self) { try checkpoint["m"] }
    #expect(error?.reason == "tensor 'm.a': elements of type F8_E4M3 are not read")
  }

  @Test func namesThatDifferInTheirBytesAlone() throws {
    func write(_ a: String, _ b: String) throws {
      let header =
        #"{"\#(a)":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
        + #""\#(b)":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#
      try Data(safetensors(header) + [1, 2]).write(to: file)
    }
    try write("\u{E9}.a", "e\u{301}.a")
    let parts = #expect(throws: SafetensorsError.self) { try loadCheckpoint(file) }
    #expect(parts?.reason.contains("(U+00E9) and 'e\u{301}' (U+0065 U+0301) differ in") == true)
    try write("m.\u{E9}", "m.e\u{301}")
    let names = #expect(throws: SafetensorsError.self) { try loadCheckpoint(file)["m"] }
    #expect(names?.reason.contains("are one key of a dictionary") == true)
  }

  @Test func otherFilesAreRefused() throws {
    #expect(throws: (any Error).self) { try loadCheckpoint(file) }
    try Data("{}".utf8).write(to: file)
    #expect(throws: SafetensorsError.self) { try loadCheckpoint(file) }
  }

  static let mistakes: [Mistake] = [
    Mistake("the name of a part must not be empty or have a dot, got 'a.b'") {
      try? saveCheckpoint(["a.b": [:]], to: URL(filePath: "/nowhere/a"))
    },
    Mistake("the name of a part must not be empty or have a dot, got ''") {
      try? saveCheckpoint(["": [:]], to: URL(filePath: "/nowhere/a"))
    },
    Mistake("the name of a part must not be empty or have a dot, got 'a.\u{301}'") {
      try? saveCheckpoint(["a.\u{301}": [:]], to: URL(filePath: "/nowhere/a"))
    },
    Mistake("the metadata 'empty_parts' is the checkpoint's own") {
      try? saveCheckpoint([:], to: URL(filePath: "/nowhere/a"), metadata: ["empty_parts": "a"])
    },
  ]

  @Test(arguments: mistakes.indices) func traps(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      CheckpointTests.mistakes[index].body()
    }
    #expect(result.says(CheckpointTests.mistakes[index].expected))
  }
}
