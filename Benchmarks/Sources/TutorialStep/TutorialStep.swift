// One training step of the tutorial: two LSTM layers of 512 over 160 columns of 64 images, dropout,
// Linear, log-softmax, CTC over four digits, backward and SGD with momentum. Prints one line of JSON, as
// PyTorch/step.py does.

import Apus
import Glibc
import TutorialNetwork

@main struct TutorialStep {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let steps = arguments.first.flatMap { Int($0) } ?? 10
    manualSeed(0)
    let network = TutorialNetwork()
    let optimizer = SGD(network.parameters, lr: 0.01, momentum: 0.9)
    let criterion = CTCLoss(blank: 10)
    let columns = Tensor.randn(160, 64, 60)
    let labels = Tensor(NDArray((0..<256).map { $0 * 7 % 10 }, shape: [64, 4]))
    var state = TutorialNetwork.zeroState

    var seconds: [Double] = []
    for step in 0..<(steps + 2) {
      let start = now()
      optimizer.zeroGrad()
      let (outputs, next) = network(columns, state.detach())
      state = next
      criterion(outputs, labels).backward()
      optimizer.step()
      if step >= 2 { seconds.append(now() - start) }  // two steps warm up
    }
    seconds.sort()
    print(
      "{\"median\": \(seconds[seconds.count / 2]), \"min\": \(seconds[0]), "
        + "\"peak_mb\": \(peakMegabytes()), \"threads\": \(getNumThreads())}")
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  static func peakMegabytes() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024 / 1e6
  }
}
