// A classifier that functions of one's own train and evaluate, batch by batch.
import Apus

/// Points of the plane, each on one of three spiral arms.
struct Spirals: Dataset {
    let points: NDArray                 // float32 [n, 2]
    let arms: NDArray                   // int64 [n]

    init(count: Int) {
        arms = NDArray((0..<count).map { $0 % 3 })
        let third = 2 * Double.pi / 3
        let radius = Tensor.rand(count), noise = Tensor.randn(count) * 0.1
        let angle = radius * 6 + Tensor(arms) * third + noise
        points = Tensor.stack([radius * angle.cos(), radius * angle.sin()], dim: 1).array
    }

    var count: Int { points.shape[0] }

    subscript(index: Int) -> (NDArray, NDArray) { (points[index], arms[index]) }
}

typealias Batches = DataLoader<Subset<Spirals>, (Tensor, Tensor)>

/// One pass through the batches.
func train(_ net: Sequential, _ batches: Batches, _ optimizer: AdamW) async throws {
    net.train()
    for try await (points, arms) in batches {
        optimizer.zeroGrad()
        let loss = -net(points).logSoftmax(dim: 1).gather(dim: 1, arms.unsqueeze(1)).mean()
        loss.backward()
        optimizer.step()
    }
}

/// The part of the points whose arm is found.
func evaluate(_ net: Sequential, _ batches: Batches) async throws -> Double {
    net.eval()
    var right = 0, total = 0
    for try await (points, arms) in batches {
        right += Int(net(points).argmax(dim: 1).equal(arms).sum().item())
        total += arms.count
    }
    return Double(right) / Double(total)
}

@main struct Classifier {
    static func main() async throws {
        manualSeed(0)
        let parts = try randomSplit(Spirals(count: 3000), [2400, 600])
        let net = Sequential(Linear(2, 32), ReLU(), Linear(32, 32), ReLU(), Linear(32, 3))
        let optimizer = AdamW(net.parameters, lr: 1e-2)
        let (seen, unseen) = (
            DataLoader(parts[0], batchSize: 64, shuffle: true), DataLoader(parts[1], batchSize: 64)
        )
        var accuracy = 0.0
        for epoch in 1...15 {
            try await train(net, seen, optimizer)
            accuracy = try await noGrad { try await evaluate(net, unseen) }
            print("epoch \(epoch): \(accuracy) of the unseen points")
        }
        precondition(accuracy > 0.95)
    }
}
