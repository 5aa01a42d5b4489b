import PolicyV1

func worker(_ name: String, cpu: String, memory: String, replicas: Int) -> Json {
    yaml("""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: \(name), namespace: ml }
        spec:
          replicas: \(replicas)
          template:
            spec:
              containers:
              - { name: t, resources: { requests: { cpu: \(cpu), memory: \(memory) } } }
        """)
}

func prices(_ budget: Int) -> Json {
    yaml("""
        prices:
        - { resource: cpu, perHour: 40 }
        - { resource: memory, unit: 1Gi, perHour: 5 }
        perHour: \(budget)
        """)
}

test("processor time and memory are priced by what is asked") {
    given(inventory: [])
    expect("cost-budget", review(worker("a", cpu: "2", memory: "4Gi", replicas: 1)), params: prices(100), denies: 0)
    expect("cost-budget", review(worker("a", cpu: "2", memory: "4Gi", replicas: 1)), params: prices(99), denies: 1, saying: "100 thousandths")
    expect("cost-budget", review(worker("a", cpu: "500m", memory: "0", replicas: 1)), params: prices(20), denies: 0)
}

test("what runs already counts, the object itself does not count twice") {
    given(inventory: [worker("b", cpu: "1", memory: "0", replicas: 2), worker("a", cpu: "8", memory: "0", replicas: 1)])
    expect("cost-budget", review(worker("a", cpu: "1", memory: "0", replicas: 1)), params: prices(120), denies: 0)
    expect("cost-budget", review(worker("a", cpu: "1", memory: "0", replicas: 1)), params: prices(119), denies: 1, saying: "80 in use")
}

test("without an inventory nothing that costs passes") {
    given(unavailable: "inventory")
    expect("cost-budget", review(worker("a", cpu: "1", memory: "0", replicas: 1)), params: prices(1000), faults: "the inventory")
}
