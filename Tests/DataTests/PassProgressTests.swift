import ApusTensor
import Testing

@testable import ApusData

@Suite struct PassProgressTests {
  private func plan(_ samples: Int, _ batchSize: Int, dropLast: Bool = false) -> PassPlan {
    PassPlan(order: Array(0..<samples), batchSize: batchSize, dropLast: dropLast)
  }

  @Test func plansBatches() {
    let full = plan(10, 4)
    let dropping = plan(10, 4, dropLast: true)
    #expect((full.count, full.sampleCount) == (3, 10))
    #expect((0..<3).map { full.positions(of: $0) } == [0..<4, 4..<8, 8..<10])
    #expect((dropping.count, dropping.sampleCount) == (2, 8))
    #expect((plan(0, 4).count, plan(3, 4, dropLast: true).count) == (0, 0))
  }

  /// Any interleaving of threads gives the same batches: a thousand random ones.
  @Test func givesTheSameBatchesInAnyInterleaving() throws {
    let dice = Generator(seed: 17)
    func roll(_ sides: Int) -> Int { Int(dice.random()) % sides }
    for _ in 0..<1000 {
      let (samples, batchSize, window) = (1 + roll(20), 1 + roll(6), 1 + roll(4))
      let failing = roll(3) == 0 ? roll(samples) : nil
      let plan = plan(samples, batchSize)
      var progress = PassProgress<Int>(plan, window: window)
      var (decoding, taken) = ([Int](), [[Int]]())
      var failure: SampleError?
      while !progress.isFinished {
        switch roll(3) {
        case 0 where decoding.count < 4:
          if case .sample(let position) = progress.claim() {
            decoding.append(position)
            #expect(position / batchSize < progress.taken + window)
          }
        case 1 where !decoding.isEmpty:
          let position = decoding.remove(at: roll(decoding.count))
          let fails = failing.map { position >= $0 } ?? false
          _ = progress.deliver(
            fails
              ? .failure(SampleError(index: position, underlying: NumberProblem(index: position)))
              : .success(position), at: position)
        default:
          switch progress.take() {
          case .success(let batch): taken.append(batch)
          case .failure(let error): failure = error
          case nil: break
          }
        }
      }
      #expect(failure?.index == failing)
      let whole = failing.map { $0 / batchSize } ?? plan.count
      #expect(taken == (0..<whole).map { Array(plan.positions(of: $0)) })
    }
  }
}
