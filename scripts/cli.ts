import { Command } from 'commander';

const program = new Command('bracket');
program.parse();
