// SPDX-License-Identifier: Apache-2.0

// Pssprobe judges manifests with Kubernetes' own Go code:
//
//	pssprobe -level restricted -version 1.34 FILE...
//
// Every object of a built-in kind is decoded strictly into its Go type (an
// unknown or repeated field is an error), and every pod template is evaluated
// against the Pod Security Standards by the library of the API server. One
// line per object goes to standard output:
//
//	file TAB kind/namespace/name TAB verdict
//
// The verdict is "ok", "decoded" (a kind without pods), "custom" (not a
// built-in kind; others judge it), or what is wrong. Exit status 1 if
// anything is wrong, 2 if the probe could not do its work.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type probe struct {
	level     api.LevelVersion
	evaluator policy.Evaluator
	decoder   runtime.Decoder
	bad       int
}

func main() {
	level := flag.String("level", "restricted", "privileged, baseline or restricted")
	version := flag.String("version", "latest", "Kubernetes version whose rules hold, such as 1.34")
	flag.Parse()
	p, err := newProbe(*level, *version)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pssprobe:", err)
		os.Exit(2)
	}
	for _, name := range flag.Args() {
		if err := p.file(name); err != nil {
			fmt.Fprintf(os.Stderr, "pssprobe: %s: %v\n", name, err)
			os.Exit(2)
		}
	}
	if p.bad > 0 {
		os.Exit(1)
	}
}

func newProbe(level, version string) (*probe, error) {
	l, err := api.ParseLevel(level)
	if err != nil {
		return nil, err
	}
	if version != "latest" {
		version = "v" + strings.TrimPrefix(version, "v")
	}
	v, err := api.ParseVersion(version)
	if err != nil {
		return nil, err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return nil, err
	}
	return &probe{
		level:     api.LevelVersion{Level: l, Version: v},
		evaluator: evaluator,
		decoder: json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme.Scheme, scheme.Scheme,
			json.SerializerOptions{Yaml: true, Strict: true}),
	}, nil
}

// file judges every document of one file.
func (p *probe) file(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if blank(document) {
			continue
		}
		what, verdict, ok := p.judge(document)
		if !ok {
			p.bad++
		}
		fmt.Printf("%s\t%s\t%s\n", name, what, strings.ReplaceAll(verdict, "\n", " "))
	}
}

// blank says whether a document holds comments and separators only.
func blank(document []byte) bool {
	for _, line := range bytes.Split(document, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && !bytes.Equal(line, []byte("---")) {
			return false
		}
	}
	return true
}

func (p *probe) judge(document []byte) (what, verdict string, ok bool) {
	object, gvk, err := p.decoder.Decode(document, nil, nil)
	switch {
	case runtime.IsNotRegisteredError(err):
		if scheme.Scheme.IsGroupRegistered(gvk.Group) {
			return gvk.String(), "no such kind or version: " + err.Error(), false
		}
		return gvk.GroupKind().String(), "custom", true
	case err != nil:
		kind := "?"
		if gvk != nil {
			kind = gvk.Kind
		}
		return kind, "decode: " + err.Error(), false
	}
	what = gvk.Kind
	if m, err := meta.Accessor(object); err == nil {
		what = fmt.Sprintf("%s/%s/%s", gvk.Kind, m.GetNamespace(), m.GetName())
	}
	podMeta, spec := podOf(object)
	if spec == nil {
		return what, "decoded", true
	}
	result := policy.AggregateCheckResults(p.evaluator.EvaluatePod(p.level, podMeta, spec))
	if !result.Allowed {
		return what, "forbidden: " + result.ForbiddenDetail(), false
	}
	return what, "ok", true
}

// podOf is the pod, or the template of pods, that an object holds.
func podOf(object runtime.Object) (*metav1.ObjectMeta, *corev1.PodSpec) {
	var t *corev1.PodTemplateSpec
	switch o := object.(type) {
	case *corev1.Pod:
		return &o.ObjectMeta, &o.Spec
	case *corev1.PodTemplate:
		t = &o.Template
	case *corev1.ReplicationController:
		t = o.Spec.Template
	case *appsv1.Deployment:
		t = &o.Spec.Template
	case *appsv1.StatefulSet:
		t = &o.Spec.Template
	case *appsv1.DaemonSet:
		t = &o.Spec.Template
	case *appsv1.ReplicaSet:
		t = &o.Spec.Template
	case *batchv1.Job:
		t = &o.Spec.Template
	case *batchv1.CronJob:
		t = &o.Spec.JobTemplate.Spec.Template
	}
	if t == nil {
		return nil, nil
	}
	return &t.ObjectMeta, &t.Spec
}
