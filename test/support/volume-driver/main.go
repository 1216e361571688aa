// A docker volume plugin for the tests: it remembers the names of volumes, and keeps nothing in them.
package main

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"sync"
)

type volume struct{ Name, Mountpoint string }

var (
	mutex   sync.Mutex
	volumes = map[string]volume{}
)

// answer registers a call of the volume plugin protocol; the error goes to the person at the terminal.
func answer(path string, work func(name string) map[string]any) {
	http.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Name string }
		_ = json.NewDecoder(r.Body).Decode(&asked)
		mutex.Lock()
		defer mutex.Unlock()
		w.Header().Set("Content-Type", "application/vnd.docker.plugins.v1.2+json")
		_ = json.NewEncoder(w).Encode(work(asked.Name))
	})
}

func main() {
	answer("/Plugin.Activate", func(string) map[string]any { return map[string]any{"Implements": []string{"VolumeDriver"}} })
	answer("/VolumeDriver.Capabilities", func(string) map[string]any {
		return map[string]any{"Capabilities": map[string]string{"Scope": "local"}}
	})
	answer("/VolumeDriver.Create", func(name string) map[string]any {
		volumes[name] = volume{Name: name}
		return map[string]any{"Err": ""}
	})
	answer("/VolumeDriver.Get", func(name string) map[string]any {
		known, found := volumes[name]
		if !found {
			return map[string]any{"Err": "no such volume"}
		}
		return map[string]any{"Volume": known, "Err": ""}
	})
	answer("/VolumeDriver.List", func(string) map[string]any {
		list := []volume{}
		for _, known := range volumes {
			list = append(list, known)
		}
		return map[string]any{"Volumes": list, "Err": ""}
	})
	answer("/VolumeDriver.Remove", func(name string) map[string]any {
		delete(volumes, name)
		return map[string]any{"Err": ""}
	})

	_ = os.MkdirAll("/run/docker/plugins", 0o755)
	socket, err := net.Listen("unix", "/run/docker/plugins/driver.sock")
	if err != nil {
		panic(err)
	}
	panic(http.Serve(socket, nil))
}
