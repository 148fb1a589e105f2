import Apus
import ApusTestSupport
import ArgumentParser
import FoundationEssentials
import Testing

@testable import CaptchaExample

@Suite struct ModelFileTests {
  let folder: TemporaryFolder
  let file: URL
  init() throws {
    folder = try TemporaryFolder()
    file = folder("model.safetensors")
  }

  /// What is wrong with a file of these tensors and this text.
  private func message(_ state: StateDict, _ text: [String: String] = [:]) throws -> String? {
    try saveSafetensors(state, to: file, metadata: text)
    return failure { _ = try ModelFile(file) }.map {
      $0.description.replacing("\(file.path): ", with: "")
    }
  }

  @Test func stepsAreReadOffTheImages() throws {
    var architecture = smallArchitecture
    let size = ImageSize(width: 24, height: 12)
    #expect(try architecture.columnsPerStep(for: size) == 1)
    architecture.inputSize = 48
    #expect(try architecture.columnsPerStep(for: size) == 4)
    architecture.inputSize = 60
    #expect(throws: Failure.self) { try architecture.columnsPerStep(for: size) }
    architecture.inputSize = 50
    #expect(throws: Failure.self) { try architecture.columnsPerStep(for: size) }
  }

  @Test func damagedFiles() throws {
    let sound = state(of: smallArchitecture)
    var broken = sound
    broken["fc.bias"] = nil
    #expect(try message(broken) == "has no tensor fc.bias")
    broken = sound
    broken["lstm.weight_hh_l1"] = .zeros([20, 6])
    #expect(try message(broken) == "lstm.weight_hh_l1 has the shape [20, 6], expected [20, 5]")
    broken = sound
    broken["lstm.bias_hh_l0"] = .full([20], .nan)
    #expect(try message(broken) == "lstm.bias_hh_l0 has values that are not finite")
    broken = sound
    broken["extra"] = .zeros([1])
    #expect(try message(broken) == "has a tensor extra, which a reader of digits has not")
    broken = sound
    broken["fc.weight"] = .zeros([37, 5])
    #expect(
      try message(broken)
        == "fc.weight tells 37 classes apart; a reader of digits has 11, the blank last")
    broken = sound
    broken["lstm.weight_hh_l0"] = .zeros([0, 1_000_000_000])
    #expect(try message(broken) != nil)
    #expect(try message([:]) == "has no tensor lstm.weight_ih_l0")
  }

  @Test func textThatContradictsTheTensors() throws {
    let sound = state(of: smallArchitecture)
    #expect(
      try message(sound, ["hidden_size": "6"])
        == "says hidden_size 6, but its tensors say 5")
    #expect(
      try message(sound, ["mean": "nan", "std": "1"]) == "says mean nan, which is not a number")
    #expect(try message(sound, ["mean": "0", "std": "0"]) == "says std 0.0, which is not positive")
    #expect(try message(sound, ["image_width": "24", "image_height": "7"]) != nil)
    #expect(
      try message(
        sound, ["image_width": "24", "image_height": "12", "columns_per_step": "2"])
        == "says columns_per_step 2, but its tensors say 1")
  }
}

/// Each in a process of its own: making a network draws from the default generator, which tests
/// share.
@Suite struct ModelNetworkTests {
  @Test func roundTrip() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      for architecture in [
        smallArchitecture,
        Architecture(inputSize: 48, hiddenSize: 3, layers: 1, bidirectional: true),
        Architecture(inputSize: 12, hiddenSize: 2, layers: 3, bidirectional: true),
      ] {
        let network = ColumnReader(architecture)
        let model = ModelFile(
          network: network, normalisation: Normalisation(mean: 0.1 + 0.2, std: 1 / 3.0),
          imageSize: ImageSize(width: 24, height: 12))
        try model.save(to: folder("m"), remarks: ["preset": "quick"])
        let stored = try SafetensorsFile(folder("m"))
        #expect(try Set(stored.tensors.keys) == Set(architecture.shapes.keys))
        #expect(stored.metadata["format"] == "pt" && stored.metadata["preset"] == "quick")
        #expect(stored.metadata["columns_per_step"] == "\(architecture.inputSize / 12)")

        let back = try ModelFile(folder("m"))
        #expect(back.network.architecture == architecture)
        #expect(back.network.stateDict == network.stateDict)
        #expect(back.normalisation == model.normalisation)
        #expect(back.imageSize == model.imageSize)
        #expect(!back.network.isTraining)
      }
    }
  }

  @Test func namesAndOrderArePyTorchs() async {
    await #expect(processExitsWith: .success) {
      let names = ColumnReader(smallArchitecture).namedParameters.map(\.name)
      #expect(
        names == [
          "fc.weight", "fc.bias",
          "lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0",
          "lstm.weight_ih_l1", "lstm.weight_hh_l1", "lstm.bias_ih_l1", "lstm.bias_hh_l1",
        ])
    }
  }

  @Test func filesOfOtherPrograms() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      try saveSafetensors(state(of: smallArchitecture), to: folder("m"))
      let model = try ModelFile(folder("m"))
      #expect(model.network.architecture == smallArchitecture)
      #expect(model.normalisation == nil && model.imageSize == nil)
      let none = try NormalisationOptions.parse([])
      let problem = failure { _ = try none.normalisation(for: model, at: Path("m")) }
      #expect(problem?.kind == .usage)
      #expect(
        problem?.description == "m: does not tell mean and standard deviation of its training "
          + "images; give them with --mean and --std")
      let given = try NormalisationOptions.parse(["--mean", "0.8", "--std", "0.2"])
      #expect(
        try given.normalisation(for: model, at: Path("m")) == Normalisation(mean: 0.8, std: 0.2))
      let half = try NormalisationOptions.parse(["--mean", "0.8"])
      #expect(failure { _ = try half.normalisation(for: model, at: Path("m")) }?.kind == .usage)
    }
  }

  @Test func stepsAreGroupsOfColumns() async {
    await #expect(processExitsWith: .success) {
      // Two images of 2 x 6 pixels, three columns a step: feature = row * 3 + column in the step.
      let network = ColumnReader(
        Architecture(inputSize: 6, hiddenSize: 1, layers: 1, bidirectional: false))
      let images = Tensor(NDArray.arange(24, dtype: .float32).reshape(2, 1, 2, 6))
      let steps = network.steps(of: images).array
      #expect(steps.shape == [2, 2, 6])
      #expect(steps[0, 0].scalars(as: Int.self) == [0, 1, 2, 6, 7, 8])
      #expect(steps[1, 1].scalars(as: Int.self) == [15, 16, 17, 21, 22, 23])
    }
  }

  @Test func forgetGatesStartOpen() async {
    await #expect(processExitsWith: .success) {
      let network = ColumnReader(
        Architecture(inputSize: 6, hiddenSize: 2, layers: 1, bidirectional: true))
      let before = network.stateDict
      network.raiseForgetBias(by: 1)
      for (name, value) in network.stateDict {
        let change = (value - before[name]!).scalars(as: Float.self)
        for (i, change) in change.enumerated() {
          let expected: Float = name.contains("bias_ih") && (2..<4).contains(i) ? 1 : 0
          #expect(abs(change - expected) < 1e-6, "\(name) \(i)")
        }
      }
    }
  }
}
