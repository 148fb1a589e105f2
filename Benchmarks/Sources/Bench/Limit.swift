import CLimit
import Dispatch

/// What matrix products are made of.
enum Operands: String {
  case float32, bf16

  /// Does so many rounds of multiply-adds on registers alone; returns the number of floating-point operations.
  func multiplyAdd(rounds: Int) -> Double {
    self == .bf16 ? limit_bf16(rounds) : limit_float32(rounds)
  }
}

/// What no row can exceed: the multiply-adds of its threads without any memory.
struct Limit: Hashable {
  let operands: Operands
  let threads: Int

  /// Floating-point operations a second: the most of fifty tries of a few milliseconds, so that other work on the
  /// machine does not lower it.
  func measured() -> Double {
    let (operands, rounds) = (operands, 1_000_000)
    let operations = Double(threads) * operands.multiplyAdd(rounds: rounds)
    return (0..<50).map { _ in
      let start = now()
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        _ = operands.multiplyAdd(rounds: rounds)
      }
      return operations / (now() - start)
    }.max()!
  }
}
