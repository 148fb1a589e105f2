import CApusKernels

/// How one direction of an LSTM layer lies in panels, and how its work is cut.
///
/// Hidden and cell states have `steps + 1` slots of N rows: the state before a step and the one after it are
/// neighbours, and x_t lies in the same rows as the h that goes into its step. Walking back, the order of
/// the slots is the same, and that of the steps is turned round.
struct LSTMLayout: Sendable {
  let steps: Int, batch: Int, inputs: Int, hidden: Int
  let isReverse: Bool

  var inputPanels: Int { PanelSize.count(inputs) }
  var hiddenPanels: Int { PanelSize.count(hidden) }
  /// Rows of the joined weights: inputs, then hidden units, each filled up to whole panels.
  var depth: Int { (inputPanels + hiddenPanels) * PanelSize.units }

  /// The slot of the state that goes into the step at `time`, and of x; and of the state that comes out.
  func slotBefore(_ time: Int) -> Int { isReverse ? time + 1 : time }
  private func slotAfter(_ time: Int) -> Int { isReverse ? time : time + 1 }

  /// The time of the `k`-th step taken.
  func time(_ k: Int) -> Int { isReverse ? steps - 1 - k : k }

  /// Where the samples from `first` on lie at the `k`-th step taken: among the steps, and among the states
  /// before and after it.
  func rows(_ k: Int, _ first: Int) -> (step: Int, before: Int, after: Int) {
    let time = time(k)
    return (
      time * batch + first, slotBefore(time) * batch + first, slotAfter(time) * batch + first
    )
  }

  // MARK: - Cutting

  /// What a job computes of a step: some samples' hidden panels.
  struct Part {
    let block: Int
    let firstSample: Int, samples: Int
    let panels: Range<Int>
  }

  /// A few samples: reading the weights takes longer than computing with them. The weights of the input are then read
  /// once for all steps, and what threads share is the weights, not the samples.
  var isNarrow: Bool { batch < 8 }

  /// Runs `body` for all parts of all steps, from the first one taken to the last, or `backwards`.
  ///
  /// Blocks of samples go through all steps alone, so that threads meet once a layer. In a narrow batch they meet at
  /// each step.
  func forEachStep(
    backwards: Bool = false, _ body: @Sendable (_ step: Int, Part) -> Void
  ) {
    @Sendable func step(_ k: Int) -> Int { backwards ? steps - 1 - k : k }
    if isNarrow {
      let perJob = 4  // what a backward step computes at a time
      let isWorthCutting = hidden >= 256
      let jobs = isWorthCutting ? (hiddenPanels + perJob - 1) / perJob : 1
      forEachBlock(jobs, phases: steps) { k, job in
        let first = job * perJob
        let end = isWorthCutting ? Swift.min(first + perJob, hiddenPanels) : hiddenPanels
        body(step(k), Part(block: 0, firstSample: 0, samples: batch, panels: first..<end))
      }
    } else {
      forEachBlock(blocks) { block in
        let first = block * samplesPerBlock
        let part = Part(
          block: block, firstSample: first, samples: Swift.min(samplesPerBlock, batch - first),
          panels: 0..<hiddenPanels)
        for k in 0..<steps { body(step(k), part) }
      }
    }
  }

  /// Enough rows to hide the reading of the weights, few enough for several threads.
  private var samplesPerBlock: Int {
    isNarrow ? Swift.max(1, batch) : Swift.min(32, (batch + 1) / 2)
  }
  /// Number of blocks of samples.
  var blocks: Int { (batch + samplesPerBlock - 1) / samplesPerBlock }
}
