import PolicyV1

func trainer(_ name: String, gpus: String, replicas: Int) -> Json {
    yaml("""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: \(name), namespace: ml }
        spec:
          replicas: \(replicas)
          template:
            spec:
              containers:
              - { name: t, resources: { limits: { nvidia.com/gpu: \(gpus) } } }
        """)
}

let plain: Pod = yaml("{ kind: Pod, metadata: { name: a, namespace: ml }, spec: { containers: [{ name: a }] } }")

test("what is asked and what is in use count together, replica by replica") {
    given(inventory: [trainer("b", gpus: "2", replicas: 3)])
    expect("gpu-budget", review(trainer("a", gpus: "2", replicas: 1)), denies: 0)
    expect("gpu-budget", review(trainer("a", gpus: "1", replicas: 3)), denies: 1, saying: "3 GPUs asked, 6 in use, budget 8")
    expect("gpu-budget", review(trainer("a", gpus: "1", replicas: 3)), params: ["gpus": 9], denies: 0)
}

test("an update does not count itself twice") {
    given(inventory: [trainer("a", gpus: "8", replicas: 1)])
    expect("gpu-budget", review(trainer("a", gpus: "8", replicas: 1), operation: .update), denies: 0)
}

test("without an inventory a workload that asks for GPUs is a fault, another passes") {
    given(unavailable: "inventory")
    expect("gpu-budget", review(trainer("a", gpus: "1", replicas: 1)), faults: "the inventory")
    expect("gpu-budget", review(plain), denies: 0)
}
