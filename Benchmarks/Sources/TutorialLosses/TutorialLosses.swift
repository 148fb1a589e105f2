// Trains the tutorial's network as PyTorch/tutorial.py does, with the same draws from the same seed, and
// prints the loss of each step with all digits; beside PyTorch's losses, how far the two stay together:
//
//     TutorialLosses FOLDER [--steps N] [--seed N] [--dropout P] [--initial FILE.safetensors]
//                    [--pytorch LOSSES.csv]
//
// Order of draws: split, network, then epoch by epoch the loader's, the masks', the test loader's.

import Apus
import Foundation
import Tutorial

@main struct TutorialLosses {
  static func main() {
    do {
      let options = try Options(CommandLine.arguments.dropFirst())
      let torch = try options.pytorch.map { try LossFile($0) }
      let run = try TutorialRun(options)
      if let torch {
        try compare(run, with: torch)
      } else {
        try run.train { step in
          print("\(step.epoch),\(step.number),\(step.loss)")
          fflush(nil)
        }
      }
    } catch {
      FileHandle.standardError.write(Data("TutorialLosses: \(error)\n".utf8))
      exit(2)
    }
  }

  /// Prints both losses at some steps, then where they part.
  private static func compare(_ run: TutorialRun, with torch: LossFile) throws {
    var divergence = Divergence()
    print("step,PyTorch,Apus,difference,relative")
    try run.train { step in
      guard step.total <= torch.losses.count else { return }
      let expected = torch.losses[step.total - 1]
      divergence.add(step.loss, expected)
      if step.total <= 5 || step.total.isMultiple(of: 20) {
        let difference = abs(step.loss - expected)
        print(
          "\(step.total),\(expected),\(step.loss),"
            + String(format: "%.1e,%.1e", difference, difference / expected))
        fflush(nil)
      }
    }
    print(divergence)
  }
}
