import PolicyV1

func pod(_ resources: Json) -> Json {
    ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"], "spec": ["containers": [["name": "a", "resources": resources]]]]
}

test("a container without limits is denied for each") {
    expect("resource-limits", review(pod([:])), denies: 2, saying: "no memory limit")
    expect("resource-limits", review(pod([:])), denies: 2, saying: "asks for no cpu")
}

test("a request of cpu, or a limit, is enough") {
    expect("resource-limits", review(pod(["limits": ["memory": "1Gi"], "requests": ["cpu": "100m"]])), denies: 0)
    expect("resource-limits", review(pod(["limits": ["memory": "1Gi", "cpu": "1"]])), denies: 0)
}

test("a limit above the highest is denied, in whatever unit it is written") {
    expect("resource-limits", review(pod(["limits": ["memory": "65Gi", "cpu": "1"]])), denies: 1, saying: "65Gi is above 64Gi")
    expect("resource-limits", review(pod(["limits": ["memory": "65536Mi", "cpu": "1"]])), denies: 0)
    expect("resource-limits", review(pod(["limits": ["memory": "1Gi", "cpu": "33000m"]])), denies: 1, saying: "cpu limit")
}
