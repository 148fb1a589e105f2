import ApusAutograd
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

@Suite struct TrapTests {
  private static func leaf() -> Tensor { Tensor([1, 2], requiresGrad: true) }

  fileprivate static let mistakes: [Mistake] = [
    // What is optimized
    Mistake("SGD: got no parameters to optimize") { _ = SGD([Tensor]()) },
    Mistake("AdamW: got no parameters to optimize") { _ = AdamW([ParameterGroup([])]) },
    Mistake("SGD: parameter 1 of group 0, shape [2], is not a leaf") {
      _ = SGD([leaf(), leaf() * 2])
    },
    Mistake("AdamW: parameter 0 of group 1, shape [2], occurs twice") {
      let x = leaf()
      _ = AdamW([ParameterGroup([x]), ParameterGroup([x])])
    },
    Mistake("SGD: parameter 1 of group 0, shape [2], occurs twice") {
      let x = leaf()
      _ = SGD([x, x])
    },
    // Options
    Mistake("lr must be a finite number that is not negative, got -0.1") {
      _ = SGD([leaf()], lr: -0.1)
    },
    Mistake("lr must be a finite number that is not negative, got nan") {
      _ = AdamW([leaf()], lr: .nan)
    },
    Mistake("lr must be a finite number that is not negative, got inf") {
      _ = ParameterGroup([leaf()], lr: .infinity)
    },
    Mistake("momentum must be a finite number that is not negative, got -1.0") {
      _ = SGD([leaf()], momentum: -1)
    },
    Mistake("weight_decay must be a finite number that is not negative, got -1.0") {
      _ = AdamW([leaf()], weightDecay: -1)
    },
    Mistake("eps must be a finite number that is not negative, got -1.0") {
      _ = AdamW([leaf()], eps: -1)
    },
    Mistake("beta2 must be at least 0 and less than 1, got 1.0") {
      _ = AdamW([leaf()], betas: (0.9, 1))
    },
    Mistake("dampening must be a finite number, got nan") { _ = SGD([leaf()], dampening: .nan) },
    Mistake("SGD: nesterov needs momentum above 0 and no dampening") {
      _ = SGD([leaf()], nesterov: true)
    },
    Mistake("SGD: nesterov needs momentum above 0 and no dampening") {
      _ = SGD([leaf()], momentum: 0.9, dampening: 0.1, nesterov: true)
    },
    Mistake("AdamW: has no option momentum; it has beta1, beta2, eps, lr, maximize, weight_decay") {
      _ = AdamW([ParameterGroup([leaf()], momentum: 0.9)])
    },
    Mistake("the optimizer has no option beta1") { SGD([leaf()]).groups[0].betas = (0.9, 0.9) },
    Mistake("eps has no value here") { _ = SGD([leaf()]).groups[0].eps },
    Mistake("lr must be a finite number that is not negative, got -1.0") {
      SGD([leaf()]).groups[0].lr = -1
    },
    Mistake("alpha must be a finite number that is not negative, got -0.5") {
      _ = RMSprop([leaf()], alpha: -0.5)
    },
    Mistake("momentum must be a finite number that is not negative, got -1.0") {
      _ = RMSprop([leaf()], momentum: -1)
    },
    Mistake("rho must be from 0 to 1, got 1.5") { _ = Adadelta([leaf()], rho: 1.5) },
    Mistake("eps must be a finite number that is not negative, got -1.0") {
      _ = Adadelta([leaf()], eps: -1)
    },
    Mistake("beta1 must be at least 0 and less than 1, got 1.0") {
      _ = Adam([leaf()], betas: (1, 0.9))
    },
    Mistake("Adam: has no option alpha; it has beta1, beta2, eps, lr, maximize, weight_decay") {
      _ = Adam([ParameterGroup([leaf()]) { $0.alpha = 0.5 }])
    },
    Mistake("rho must be from 0 to 1, got -1.0") {
      _ = Adadelta([ParameterGroup([leaf()]) { $0.rho = -1 }])
    },
    Mistake("the optimizer has no option centered") { SGD([leaf()]).groups[0].centered = true },
    // Steps
    Mistake("SGD: a gradient of float32 [3] does not fit a parameter of float32 [2]") {
      let x = leaf()
      x.grad = Tensor([1, 2, 3])
      SGD([x]).step()
    },
    Mistake("SGD: a gradient of float64 [2] does not fit a parameter of float32 [2]") {
      let x = leaf()
      x.grad = .zeros(2, dtype: .float64)
      SGD([x]).step()
    },
    Mistake("Optimizer: does not override update") {
      let x = leaf()
      x.grad = x.detach()
      Optimizer([ParameterGroup([x])], defaults: ParameterGroup([])).step()
    },
    Mistake("clipGradNorm: maxNorm must not be negative, got -1.0") {
      clipGradNorm([leaf()], maxNorm: -1)
    },
    // Schedules
    Mistake("cycleMomentum is on, but group 0 of SGD has no momentum") {
      _ = OneCycleLR(SGD([leaf()]), maxLR: 0.1, totalSteps: 10)
    },
    Mistake("OneCycleLR: step was called 4 times, it can be 3 times") {
      let schedule = OneCycleLR(AdamW([leaf()]), maxLR: 0.1, totalSteps: 3)
      for _ in 0..<4 { schedule.step() }
    },
    Mistake("OneCycleLR: totalSteps must be above 0, got 0") {
      _ = OneCycleLR(AdamW([leaf()]), maxLR: 0.1, totalSteps: 0)
    },
    Mistake("OneCycleLR: pctStart must be from 0 to 1, got 30.0") {
      _ = OneCycleLR(AdamW([leaf()]), maxLR: 0.1, totalSteps: 9, pctStart: 30)
    },
    Mistake("OneCycleLR: maxLR must be a finite number that is not negative, got -1.0") {
      _ = OneCycleLR(AdamW([leaf()]), maxLR: -1, totalSteps: 9)
    },
    Mistake("OneCycleLR: divFactor and finalDivFactor must be above 0, got 25.0 and 0.0") {
      _ = OneCycleLR(AdamW([leaf()]), maxLR: 1, totalSteps: 9, finalDivFactor: 0)
    },
    Mistake("Schedule: does not override rate") { _ = Schedule(SGD([leaf()])) },
    Mistake("StepLR: stepSize must be above 0, got 0") { _ = StepLR(SGD([leaf()]), stepSize: 0) },
    Mistake("StepLR: gamma must be a finite number that is not negative, got -0.5") {
      _ = StepLR(SGD([leaf()]), stepSize: 1, gamma: -0.5)
    },
    Mistake("CosineAnnealingLR: tMax must be above 0, got 0") {
      _ = CosineAnnealingLR(SGD([leaf()]), tMax: 0)
    },
    Mistake("CosineAnnealingLR: etaMin must be a finite number that is not negative, got -1.0") {
      _ = CosineAnnealingLR(SGD([leaf()]), tMax: 1, etaMin: -1)
    },
  ]

  @Test(arguments: mistakes.indices) func traps(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      TrapTests.mistakes[index].body()
    }
    #expect(result.says(TrapTests.mistakes[index].expected))
  }
}
