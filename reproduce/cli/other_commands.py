"""The commands that make no experiment, as data."""

from reproduce.cli import actions
from reproduce.cli.arguments import ALL_SETTINGS, ENGINE, GRID_SETTINGS, OWN_IMAGES, TRAINS
from reproduce.cli.command import PICTURES, PROGRAM_ITSELF, RUNS, START, VERDICTS, Command
from reproduce.experiments.options import Option

OTHERS = [
    Command(
        "report",
        "one page of what was obtained",
        "Write report.html into the folder of the results, one page that needs no network, from the tables, "
        "figures and claims that are there; of other settings: --results results/trials.",
        actions.make_report,
        ("recipe",) + ENGINE + ("results",),
        ("dataset",),
        group=VERDICTS,
        examples=("report", "report --recipe tuned", "report --results results/trials"),
    ),
    Command(
        "recipes",
        "what each recipe makes of Table 1, figure 5, samples and claims",
        "Put Table 1, figure 5, sample quality and the claims side by side, as they were made under each recipe "
        "(--recipe). Trains nothing. Writes results/recipes.md.",
        actions.compare_recipes,
        ENGINE + ("results",),
        group=VERDICTS,
        examples=("recipes",),
    ),
    Command(
        "explore",
        "a page to play with: draw a digit, move its code and its pose",
        "Write explore.html into the folder of the results, one page whose models compute in the browser, from the "
        "pretrained weights: no data, no training, no network. With a RUN, or several, it is explore-runs.html and "
        "shows these. Takes 10 seconds.",
        actions.make_explorer,
        ("runs",) + ENGINE + ("results",),
        group=START,
        examples=("explore", "explore results/runs/my-run"),
    ),
    Command(
        "weights",
        "pretrained weights from what is trained",
        "Export the finished trainings of Table 1, figures 6 to 12 and the explorer, seed 0, in half precision, about "
        "1 MB each, and say which are missing. Trains nothing; needs MNIST, for the mean poses, the metrics in half "
        "precision and the codes of test images. Writes results/weights/*.npz and index.json, from which --pretrained "
        "draws; with --recipe or other settings weights/ in the folder of their results. Takes 15 seconds for each "
        "that is not there yet.",
        actions.export_weights,
        ("recipe",) + ENGINE + ("mnist_dir", "results"),
        GRID_SETTINGS,
        group=RUNS,
        examples=("weights", "weights --recipe inferred"),
    ),
    Command(
        "animations",
        "pictures that move, from the pretrained weights",
        "Animated PNGs from the pretrained weights, with no data: a walk through z at a fixed pose, and one template "
        "in affine and spline poses (sections II and III). Writes results/animations/{overview,walk,poses}.png and "
        "overview-still.png. Takes a minute. With --minima also minima.png, figure 12's two minima while they are "
        "trained on MNIST (section VI.ii), which takes 12 minutes.",
        actions.make_animations,
        ENGINE + ("mnist_dir", "results"),
        group=PICTURES,
        examples=("animations", "animations --minima --mnist-dir ~/mnist"),
        own=(Option("minima", False, "train figure 12's two models, too, and show their templates while they learn"),),
    ),
    Command(
        "evidence",
        "what was trained under which settings, from committed lines",
        "List the evidence under results/evidence, one line of JSON for each training, and in the FOLDERs: "
        "settings that differ from the default, models, seeds, accuracies, dimensions in use. Lines of the same "
        "training are merged.",
        actions.show_evidence,
        ("folders", "json", "into", "results"),
        group=VERDICTS,
        examples=("evidence", "evidence --json", "evidence other/evidence --into all.jsonl"),
    ),
    Command(
        "infer",
        "which reading the thesis most probably ran, from the evidence",
        "Rank the readings of which the evidence has all models of Table 1: how probable are the thesis' numbers "
        "under the distribution of one further training? docs/fidelity.md states the model. Trains nothing. Writes "
        "results/infer.{json,md,png,pdf}. Takes 20 seconds.",
        actions.infer_reading,
        ("folders", "results"),
        group=VERDICTS,
        examples=("infer", "infer other/evidence"),
    ),
    Command(
        "train",
        "one model",
        "Train one model of figure 4 (section III, appendix A) with Adadelta, 50 epochs. Writes config.json, "
        "history.csv, weights.npz and metrics.json. Takes 2 to 4 minutes on two cores; an interrupted training "
        "goes on from its last checkpoint.",
        actions.train_one,
        ("out", "config", "checkpoint_minutes", "device") + ENGINE + ("mnist_dir",) + OWN_IMAGES + ("results",),
        ALL_SETTINGS,
        group=RUNS,
        examples=(
            "train vae --dim-z 20 --dataset digits --out my-run",
            "train tvae_affine --images pictures.zip --size 28 28 --invert",
            "train --config my-run/config.json --seed 1 --out other-run",
        ),
    ),
    Command(
        "demo",
        "all four models, briefly, on digits that need no download",
        "Train the four models of figure 4 on scikit-learn's digits, print a table in Table 1's layout and draw "
        "samples. Its numbers are not comparable with the thesis'. Takes three minutes on two cores, most of them "
        "compiling.",
        actions.run_demo,
        ("epochs",) + TRAINS + ("results",),
        group=START,
        examples=("demo", "demo --epochs 10"),
    ),
    Command(
        "doctor",
        "what is installed, how fast it is, what is wrong",
        "Print versions, compiler, BLAS with its measured speed, device and data found, and what is wrong; exit "
        "code 1 if something is. Takes ten seconds.",
        actions.examine,
        ("json",) + ENGINE + ("mnist_dir", "results"),
        helps={"json": "print all of it as JSON"},
        group=START,
        examples=("doctor", "doctor --json", "doctor --engine pytensor --backend numba"),
    ),
    Command(
        "completion",
        "commands and options completed by the Tab key",
        "Print the script with which bash, zsh or fish completes commands, options and their values. For bash: "
        'eval "$(reproduce completion bash)" in ~/.bashrc; for zsh the same in ~/.zshrc; for fish: reproduce '
        "completion fish > ~/.config/fish/completions/reproduce.fish.",
        actions.print_completion,
        ("shell",),
        group=PROGRAM_ITSELF,
        examples=("completion bash", "completion zsh", "completion fish"),
    ),
]
