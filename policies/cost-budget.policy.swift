import PolicyV1

struct Price {
    /// A resource name: "cpu", "memory", "nvidia.com/gpu".
    let resource: String
    /// How much of it the price is for: "1" of a GPU, "1Gi" of memory.
    let unit: Quantity = "1"
    /// What one unit costs an hour, in thousandths of the currency.
    let perHour: Int
}

struct Prices: Params {
    let prices: [Price]
    /// What all workloads of a namespace may cost an hour, in thousandths of the currency.
    let perHour: Int
}

func cost(_ pod: PodView, _ price: Price) -> Int {
    pod.containers.sum { container in
        let asked = container.requests[price.resource] ?? container.limits[price.resource] ?? "0"
        let units = (asked.milli ?? 0) / max(1, (price.unit.milli ?? 1000) / 1000)
        return units * price.perHour / 1000
    }
}

/// What a namespace's workloads ask for stays inside its budget of money.
admission("cost-budget", kinds: .podBearing, severity: .medium, params: Prices.self) { review, params in
    let asked = review.replicas * params.prices.sum { cost(review.pod, $0) }
    guard asked > 0 else { return }
    let others = cluster.workloads(in: review.namespace).filter { $0.id != review.id }
    let used = others.sum { other in other.replicas * params.prices.sum { cost(other.pod, $0) } }
    require(
        used + asked <= params.perHour,
        "\(asked) thousandths an hour asked, \(used) in use, budget \(params.perHour)")
}
