// A script: its variables belong to the whole program, and are tied to the main actor, as its functions are by @MainActor.
import Apus

manualSeed(0)
let x = Tensor.rand(64, 1) * 2 - 1
let net = Sequential(Linear(1, 32), Tanh(), Linear(32, 1))
let optimizer = AdamW(net.parameters, lr: 1e-2)
var losses: [Double] = []

@MainActor func step() {
    optimizer.zeroGrad()
    let loss = mseLoss(net(x), (x * 3).sin())
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
}

for _ in 1...500 { step() }
print("loss \(losses.last!)")
precondition(losses.last! < 1e-3)
