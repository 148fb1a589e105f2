import Apus
import ArgumentParser
import Foundation

@main struct TutorialLosses: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains the tutorial's network as PyTorch/tutorial.py does, from the same seed.",
    discussion: """
      Prints the loss of each step with all digits: epoch, step, loss. With --pytorch, how far the losses of \
      both sides are apart, and at which steps they part.
      """)

  @Argument(help: "A folder of 9,984 images or more, named by their digits.")
  var folder: String
  @Option(help: "How many steps to train.")
  var steps = 20
  @Option(help: "The seed of the default generator.")
  var seed = 0
  @Option(help: "The probability of dropout; 0 draws no masks.")
  var dropout = 0.5
  @Option(
    help: "PyTorch's weights before training (tutorial.py --initial): ours must have equal bits.")
  var initial: String?
  @Option(help: "PyTorch's losses (tutorial.py --log), to compare with.")
  var pytorch: String?

  func validate() throws {
    if steps < 1 { throw ValidationError("--steps must be at least 1, got \(steps)") }
  }

  func run() throws {
    let torch = try pytorch.map { try LossFile($0) }
    let run = try TutorialRun(folder: folder, seed: seed, dropout: dropout)
    if let initial { try checkBits(run.initialWeights, loadSafetensors(URL(filePath: initial))) }
    if let torch {
      try compare(run, with: torch)
    } else {
      try run.train(steps: steps) { step in say("\(step.epoch),\(step.number),\(step.loss)") }
    }
  }

  private func checkBits(_ ours: StateDict, _ theirs: StateDict) throws {
    guard Set(ours.keys) == Set(theirs.keys) else {
      throw ValidationError("the weights have other names: \(theirs.keys.sorted())")
    }
    for (name, array) in ours.sorted(by: { $0.key < $1.key }) where array != theirs[name] {
      throw ValidationError("\(name) has other bits than PyTorch's at the start")
    }
    say("# all \(ours.count) initial weights have equal bits")
  }

  /// Prints both losses at some steps, then where they part.
  private func compare(_ run: TutorialRun, with torch: LossFile) throws {
    var divergence = Divergence()
    say("step,PyTorch,Apus,difference,relative")
    try run.train(steps: min(steps, torch.losses.count)) { step in
      let expected = torch.losses[step.total - 1]
      divergence.add(step.loss, expected)
      if step.total <= 5 || step.total.isMultiple(of: 20) {
        let difference = abs(step.loss - expected)
        say(
          "\(step.total),\(expected),\(step.loss),"
            + String(format: "%.1e,%.1e", difference, difference / expected))
      }
    }
    say("\(divergence)")
  }

  /// Prints a line at once, also into a file that someone watches: steps take seconds.
  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}
